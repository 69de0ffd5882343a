// Keeps what is marked `data-live=NAME` up to date; once the page has nothing of the kind any more, it is loaded anew.
const EVERY = 3000;

function bring(part, now) {
  if (!now) return;
  part.className = now.className;
  part.replaceChildren(...now.childNodes);
}

async function bringUpToDate() {
  const shown = document.querySelectorAll("[data-live]");
  if (!shown.length) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        if (!page.querySelector("[data-live]")) return location.reload();
        document.title = page.title;
        for (const part of shown) bring(part, page.querySelector(`[data-live="${part.dataset.live}"]`));
      }
    } catch {
      // The line is down for a moment: what is shown stays until the next try.
    }
  }
  setTimeout(bringUpToDate, EVERY);
}

setTimeout(bringUpToDate, EVERY);
