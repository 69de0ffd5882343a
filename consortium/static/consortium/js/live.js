// Keeps what is marked `data-live` up to date; once the page has nothing of the kind any more, it is loaded anew.
const EVERY = 3000;

async function bringUpToDate() {
  const shown = document.querySelector("[data-live]");
  if (!shown) return;
  if (!document.hidden) {
    try {
      const answer = await fetch(location.href, { credentials: "same-origin" });
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        const now = page.querySelector("[data-live]");
        if (!now) return location.reload();
        shown.replaceChildren(...now.childNodes);
      }
    } catch {
      // The line is down for a moment: what is shown stays until the next try.
    }
  }
  setTimeout(bringUpToDate, EVERY);
}

setTimeout(bringUpToDate, EVERY);
