// The page of the open JSON goes by a class, not by `prefers-color-scheme`: it is given to it, before anything is drawn.
const dark = matchMedia("(prefers-color-scheme: dark)");

function follow() {
  document.documentElement.classList.toggle("dark-mode", dark.matches);
}

dark.addEventListener("change", follow);
follow();
