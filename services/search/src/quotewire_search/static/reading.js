// Esc closes what a mark tells, without moving pointer or focus (WCAG 1.4.13). All else on these pages is CSS.
const closed = "tips-off";
addEventListener("keydown", (event) => {
  if (event.key === "Escape") document.documentElement.classList.add(closed);
});
for (const again of ["focusin", "pointerover"]) {
  addEventListener(again, (event) => {
    if (event.target.closest?.(".has-tip")) document.documentElement.classList.remove(closed);
  });
}
