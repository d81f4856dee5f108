// What the page does beyond links and forms; without it everything still works.
const byId = (id) => document.getElementById(id);
const listen = (target, handlers) => {
  for (const [name, handler] of Object.entries(handlers)) target.addEventListener(name, handler);
};

function announce(text) {
  const live = byId("live");
  live.textContent = "";
  // The same count twice is news twice: an emptied region is read again.
  requestAnimationFrame(() => { live.textContent = text; });
}

// Empty fields say nothing; the address that is sent to a colleague should be without them.
document.addEventListener("formdata", (event) => {
  for (const [name, value] of [...event.formData]) {
    if (value === "") event.formData.delete(name);
  }
});

// A citation is copied when it is opened. Where the clipboard is closed (no https), it is selected instead.
document.addEventListener("toggle", async (event) => {
  const cite = event.target;
  if (!cite.matches?.("details.cite") || !cite.open) return;
  const text = cite.querySelector(".citation");
  try {
    await navigator.clipboard.writeText(text.textContent);
    text.dataset.done = "Copied";
  } catch {
    getSelection().selectAllChildren(text);
    text.dataset.done = "Selected: copy it with Ctrl+C";
  }
  announce(text.dataset.done);
}, true);

// The timeline: drag over bars, or arrows and Shift, to select a range; it then becomes the search's time.
function setUp(plot) {
  if (plot.classList.contains("ready")) return;
  const bars = [...plot.querySelectorAll("svg a")];
  const picked = plot.parentElement.querySelector("[data-picked]");
  const usual = picked.textContent;
  const what = plot.dataset.timeline.toLowerCase();
  let anchor = null;
  let now = bars.length - 1;
  let dragging = false;

  const grip = document.createElement("div");
  Object.assign(grip, {
    className: "grip",
    tabIndex: 0,
    role: "slider",
    ariaLabel: `Time of the ${what}: arrows move, with Shift they select, Enter applies, Escape clears`,
    ariaValueMin: 0,
    ariaValueMax: bars.length - 1,
  });
  plot.append(grip);
  plot.classList.add("ready");

  const within = (place) => Math.max(0, Math.min(bars.length - 1, place));
  const range = () => (anchor === null ? [1, 0] : [Math.min(anchor, now), Math.max(anchor, now)]);

  function paint() {
    const [first, last] = range();
    bars.forEach((bar, place) => bar.classList.toggle("in", place >= first && place <= last));
    grip.ariaValueNow = now;
    if (anchor === null) {
      picked.textContent = usual;
      grip.ariaValueText = bars[now].dataset.label;
      return;
    }
    const count = bars.slice(first, last + 1).reduce((sum, bar) => sum + Number(bar.dataset.count), 0);
    const ends = [...new Set([bars[first].dataset.label, bars[last].dataset.label])];
    picked.textContent = `${ends.join(" to ")}: ${count.toLocaleString("en")} ${what}`;
    grip.ariaValueText = picked.textContent;
  }

  function clear() {
    anchor = null;
    dragging = false;
    paint();
  }

  function apply() {
    const [first, last] = range();
    const url = new URL(bars[first].getAttribute("href"), location.href);
    url.searchParams.set("since", bars[first].dataset.since);
    url.searchParams.set("until", bars[last].dataset.until);
    if ("live" in plot.dataset && window.htmx) {
      window.htmx.ajax("GET", url.pathname + url.search, { source: plot, target: "#page", push: "true" });
    } else {
      location.assign(url);
    }
  }

  function under(event) {
    const box = plot.getBoundingClientRect();
    return within(Math.floor((event.clientX - box.left) / box.width * bars.length));
  }

  const plain = (event) => !(event.ctrlKey || event.metaKey || event.shiftKey || event.altKey);

  listen(plot, {
    pointerdown(event) {
      if (event.button !== 0 || !plain(event)) return;
      anchor = now = under(event);
      dragging = true;
      plot.setPointerCapture(event.pointerId);
      paint();
    },
    pointermove(event) {
      if (!dragging) return;
      now = under(event);
      paint();
    },
    pointerup() {
      if (dragging) apply();
      dragging = false;
    },
    pointercancel: clear,
    dragstart(event) { event.preventDefault(); },
    // Loaded already, by the pointer's way up; Ctrl and its like open the bar's link as everywhere.
    click(event) { if (plain(event)) event.preventDefault(); },
  });
  listen(grip, {
    keydown(event) {
      const steps = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, Home: -bars.length, End: bars.length };
      if (event.key in steps) {
        const from = anchor ?? now;
        now = within(now + steps[event.key]);
        anchor = event.shiftKey ? from : now;
        paint();
      } else if (event.key === "Enter" && anchor !== null) {
        apply();
      } else if (event.key === "Escape") {
        clear();
      } else {
        return;
      }
      event.preventDefault();
    },
    blur() { if (!dragging) clear(); },
  });
  paint();
}

const setUpAll = () => document.querySelectorAll("[data-timeline]").forEach(setUp);

// After htmx has swapped the page: say how much was found, and leave the focus where the work goes on.
document.addEventListener("htmx:afterSettle", (event) => {
  const source = event.detail.requestConfig?.elt;
  setUpAll();
  const heading = byId("count");
  if (heading) announce(heading.textContent.trim());
  if (source?.closest(".pages, .sections, .search, .empty")) scrollTo(0, 0);
  if (document.activeElement !== document.body) return;
  const next = source?.matches("[data-timeline]") ? document.querySelector(".grip") : null;
  (next ?? heading ?? byId("main"))?.focus({ preventScroll: true });
});

// Where the swap cannot be asked for, the browser's own way tells the reader why.
document.addEventListener("htmx:sendError", (event) => location.assign(event.detail.pathInfo.finalRequestPath));

setUpAll();
