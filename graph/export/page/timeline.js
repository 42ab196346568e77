// The timeline: bars of certain and possible events, and the interval that is brushed over them.
"use strict";
(() => {
  const { dayNumber, civil, iso, read, possibly, certainly } = Rapallo.dates;
  const SVG = "http://www.w3.org/2000/svg";
  const HEIGHT = 66, AXIS = 20, MARGIN = 16;
  // Months in a step of the timeline; the first that gives few enough steps is taken.
  const UNITS = [["a month", 1], ["a quarter", 3], ["a year", 12], ["five years", 60], ["a decade", 120],
    ["a century", 1200], ["a millennium", 12000], ["ten millennia", 120000]];
  const MOST = 170;

  const svg = (name, attributes) => {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    return made;
  };
  const el = (name, properties, ...inside) => {
    const made = Object.assign(document.createElement(name), properties);
    made.append(...inside);
    return made;
  };

  const month = (day) => { const [y, m] = civil(day); return y * 12 + m - 1; };
  const firstDay = (months) => dayNumber(Math.floor(months / 12), (((months % 12) + 12) % 12) + 1, 1);

  /** The steps from the first to the last day of any bounded event: limits, and what one is called. */
  const stepsOf = (model) => {
    let first = Infinity, last = -Infinity;
    for (const event of model.events) {
      for (const { open, bounds } of event.readings) {
        if (open) continue;
        for (let i = 0; i < bounds.length; i += 2) {
          first = Math.min(first, bounds[i]);
          last = Math.max(last, bounds[i + 1]);
        }
      }
    }
    if (first > last) return null;
    const [name, size] = UNITS.find(([, months]) => (month(last) - month(first)) / months < MOST)
      ?? UNITS[UNITS.length - 1];
    const limits = [];
    let at = Math.floor(month(first) / size) * size;
    limits.push(firstDay(at));
    while (limits[limits.length - 1] <= last) { at += size; limits.push(firstDay(at)); }
    return { name, size, limits, first: limits[0], last: limits[limits.length - 1] - 1 };
  };

  /** For each step how many events certainly and possibly fall into it. */
  const countsOf = (steps, chosen) => {
    const number = steps.limits.length - 1;
    const sure = new Array(number).fill(0), maybe = new Array(number).fill(0);
    const place = (day) => {
      let low = 0, high = number - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (steps.limits[middle] <= day) low = middle; else high = middle - 1;
      }
      return low;
    };
    for (const { reading, parts } of chosen) {
      if (reading.open) continue;
      const known = parts.some((part) => part.certain);
      const seen = new Set();
      for (let i = 0; i < reading.bounds.length; i += 2) {
        const to = place(reading.bounds[i + 1]);
        for (let step = place(reading.bounds[i]); step <= to; step += 1) seen.add(step);
      }
      for (const step of seen) {
        const interval = [steps.limits[step], steps.limits[step + 1] - 1];
        if (!possibly(reading.bounds, interval)) continue;
        maybe[step] += 1;
        if (known && certainly(reading.days, interval)) sure[step] += 1;
      }
    }
    return { sure, maybe };
  };

  const create = (root, model, onChange) => {
    const steps = stepsOf(model);
    const head = el("div", { className: "timeline-head" });
    root.append(head);
    if (!steps) {
      head.append(el("p", { textContent: "No event here has a date with both ends: there is no timeline." }));
      return { update: () => {}, resize: () => {} };
    }
    let interval = null, chosen = [], width = 100;
    const from = el("input", { id: "from", size: 11, maxLength: 12, autocomplete: "off", spellcheck: false });
    const to = el("input", { id: "to", size: 11, maxLength: 12, autocomplete: "off", spellcheck: false });
    const clear = el("button", { type: "button", id: "clear", textContent: "Whole time" });
    const undated = el("input", { type: "checkbox", id: "undated", checked: true });
    const open = model.events.filter(({ readings }) => readings.some((reading) => reading.open)).length;
    const legend = el("span", { className: "timeline-key" });
    legend.append(el("i", { className: "sure" }), "certainly", el("i", { className: "maybe" }), "only possibly",
      ` in ${steps.name}`);
    head.append(
      el("label", { htmlFor: "from", textContent: "From" }), from,
      el("label", { htmlFor: "to", textContent: "to" }), to, clear,
      el("label", { className: "check", htmlFor: "undated", hidden: !open }, undated,
        ` keep ${open.toLocaleString("en")} of open or no date`),
      legend);
    const error = el("p", { className: "error", role: "alert", hidden: true });
    head.append(error);

    const strip = el("div", { className: "strip" });
    const picture = svg("svg", { height: HEIGHT + AXIS, "aria-hidden": "true", focusable: "false" });
    const shade = [el("div", { className: "shade" }), el("div", { className: "shade" })];
    const span = el("div", { className: "span", tabIndex: 0, role: "slider", id: "span" });
    const grips = ["start", "end"].map((which) =>
      el("div", { className: `grip ${which}`, tabIndex: 0, role: "slider", id: `grip-${which}` }));
    grips[0].setAttribute("aria-label", "Start of the interval");
    grips[1].setAttribute("aria-label", "End of the interval");
    span.setAttribute("aria-label", "Interval, moved as a whole");
    strip.append(picture, ...shade, grips[0], span, grips[1]);
    root.append(strip);

    // Steps are equally wide: so are the days within one.
    const xOf = (day) => {
      const { limits } = steps, number = limits.length - 1;
      if (day <= steps.first) return 0;
      if (day > steps.last) return width;
      let low = 0, high = number - 1;
      while (low < high) {
        const middle = (low + high + 1) >> 1;
        if (limits[middle] <= day) low = middle; else high = middle - 1;
      }
      return ((low + (day - limits[low]) / (limits[low + 1] - limits[low])) / number) * width;
    };
    const stepAt = (x) => Math.max(0, Math.min(steps.limits.length - 1,
      Math.round((x / width) * (steps.limits.length - 1))));

    const current = () => interval ?? [steps.first, steps.last];
    const set = (first, last) => {
      const whole = first <= steps.first && last >= steps.last;
      interval = whole ? null : [first, last];
      place();
      fill();
      onChange(interval);
    };

    const place = () => {
      const [first, last] = current();
      const [left, right] = [xOf(first), xOf(last + 1)];
      shade[0].style.width = `${left}px`;
      shade[1].style.left = `${right}px`;
      shade[1].style.width = `${Math.max(0, width - right)}px`;
      span.style.left = `${left}px`;
      span.style.width = `${Math.max(right - left, 2)}px`;
      grips[0].style.left = `${left}px`;
      grips[1].style.left = `${right}px`;
      const values = [[grips[0], first, iso(first)], [grips[1], last, iso(last)],
        [span, first, interval ? `${iso(first)} to ${iso(last)}` : "the whole time"]];
      for (const [one, now, text] of values) {
        one.setAttribute("aria-valuemin", steps.first);
        one.setAttribute("aria-valuemax", steps.last);
        one.setAttribute("aria-valuenow", now);
        one.setAttribute("aria-valuetext", text);
      }
      clear.disabled = !interval;
      root.classList.toggle("brushed", Boolean(interval));
    };
    /** The fields say what is brushed; what somebody is typing is lost only then. */
    const fill = () => {
      const [first, last] = current();
      from.value = iso(first);
      to.value = iso(last);
      error.hidden = true;
      for (const one of [from, to]) one.removeAttribute("aria-invalid");
    };

    const bars = () => {
      const { sure, maybe } = countsOf(steps, chosen);
      const most = Math.max(...maybe), number = sure.length, each = width / number;
      picture.replaceChildren();
      picture.setAttribute("width", width);
      const gap = each > 5 ? 1 : 0.3;
      for (let step = 0; step < number; step += 1) {
        for (const [count, kind] of [[maybe[step], "maybe"], [sure[step], "sure"]]) {
          if (!count) continue;
          const high = Math.max(1.5, (count / most) * (HEIGHT - 13));
          picture.append(svg("rect", {
            class: kind, x: step * each + gap / 2, y: HEIGHT - high, width: Math.max(each - gap, 0.7), height: high,
          }));
        }
      }
      picture.append(svg("line", { class: "axis", x1: 0, x2: width, y1: HEIGHT + 0.5, y2: HEIGHT + 0.5 }));
      ticks();
      if (!most) return;
      const top = svg("text", { class: "most", x: 6, y: 9 });
      top.textContent = `up to ${most.toLocaleString("en")} in ${steps.name}`;
      picture.append(top);
    };

    const ticks = () => {
      const years = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000, 50000];
      const [a] = civil(steps.first), [b] = civil(steps.last);
      const every = years.find((one) => ((b - a + 1) / one) * 58 < width) ?? 100000;
      for (let year = Math.ceil(a / every) * every; year <= b; year += every) {
        const day = dayNumber(year, 1, 1);
        if (day < steps.first) continue;
        const x = xOf(day);
        picture.append(svg("line", { class: "tick", x1: x, x2: x, y1: HEIGHT, y2: HEIGHT + 5 }));
        if (x > width - 24) continue;
        const text = svg("text", { class: "year", x: x + 3, y: HEIGHT + 15 });
        text.textContent = String(year).replace("-", "−");
        picture.append(text);
      }
    };

    const move = (way) => {
      const [first, last] = current();
      const length = last - first;
      const start = Math.max(steps.first, Math.min(steps.last - length, first + way));
      set(start, start + length);
    };
    /** The limit of a step that lies so many steps from a day. */
    const hop = (day, by) => {
      const { limits } = steps;
      let place = limits.findIndex((limit) => limit >= day);
      if (place < 0) place = limits.length - 1;
      if (by < 0 || limits[place] === day) place += by;
      else place += by - 1;
      return limits[Math.max(0, Math.min(limits.length - 1, place))];
    };
    const KEYS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -12, PageUp: 12 };
    const onKey = (which) => (event) => {
      const [first, last] = current();
      if (event.key === "Escape") { set(steps.first, steps.last); event.stopPropagation(); return; }
      const by = KEYS[event.key];
      const limit = event.key === "Home" ? steps.first : event.key === "End" ? steps.last : null;
      if (by === undefined && limit === null) return;
      event.preventDefault();
      const next = (day) => (limit ?? (event.shiftKey ? day + by : hop(day, by)));
      if (which === "start") set(Math.max(steps.first, Math.min(next(first), last)), last);
      else if (which === "end") {
        const day = limit ?? (event.shiftKey ? last + by : hop(last + 1, by) - 1);
        set(first, Math.min(steps.last, Math.max(day, first)));
      } else move(next(first) - first);
    };
    grips[0].addEventListener("keydown", onKey("start"));
    grips[1].addEventListener("keydown", onKey("end"));
    span.addEventListener("keydown", onKey("span"));

    let held = null;
    strip.addEventListener("pointerdown", (event) => {
      if (event.button) return;
      const x = event.clientX - strip.getBoundingClientRect().left;
      const grip = grips.indexOf(event.target);
      const kind = grip >= 0 ? ["start", "end"][grip] : event.target === span && interval ? "span" : "new";
      held = { kind, x, step: stepAt(x), interval: current() };
      strip.setPointerCapture(event.pointerId);
      if (event.target.focus) event.target.focus({ preventScroll: true });
      event.preventDefault();
    });
    strip.addEventListener("pointermove", (event) => {
      if (!held) return;
      const x = event.clientX - strip.getBoundingClientRect().left;
      const { limits } = steps;
      const step = stepAt(x);
      const [first, last] = held.interval;
      if (held.kind === "new") {
        if (Math.abs(x - held.x) < 3) return;
        const [a, b] = [Math.min(step, held.step), Math.max(step, held.step)];
        if (a < b) set(limits[a], limits[b] - 1);
      } else if (held.kind === "start") set(Math.min(limits[step], last), last);
      else if (held.kind === "end") set(first, Math.max(limits[step] - 1, first));
      else {
        const start = limits[Math.max(0, Math.min(limits.length - 1, stepAt(xOf(first) + x - held.x)))];
        interval = held.interval;
        move(start - first);
      }
    });
    for (const name of ["pointerup", "pointercancel"]) strip.addEventListener(name, () => { held = null; });
    strip.addEventListener("dblclick", () => set(steps.first, steps.last));

    const typed = () => {
      const a = read(from.value), b = read(to.value);
      for (const [one, value] of [[from, a], [to, b]]) one.setAttribute("aria-invalid", value ? "false" : "true");
      const wrong = !a || !b ? "Write a day as 1926-04-24, a month as 1926-04, a year as 1926."
        : a[0] > b[1] ? "The interval ends before it starts." : "";
      error.textContent = wrong;
      error.hidden = !wrong;
      if (!wrong) set(a[0], b[1]);
    };
    for (const one of [from, to]) {
      one.addEventListener("change", typed);
      one.addEventListener("keydown", (event) => {
        if (event.key === "Enter") typed();
        if (event.key === "Escape") { set(steps.first, steps.last); event.stopPropagation(); }
      });
    }
    clear.addEventListener("click", () => { set(steps.first, steps.last); span.focus(); });
    undated.addEventListener("change", () => onChange(interval, undated.checked));

    return {
      steps,
      resize: () => { width = Math.max(100, strip.clientWidth); bars(); place(); },
      /** Show these events, whatever their time, and this interval. */
      update: (filters, events) => {
        chosen = events;
        interval = filters.interval;
        undated.checked = filters.undated;
        bars();
        place();
        fill();
      },
    };
  };

  Rapallo.timeline = { create, countsOf, stepsOf };
})();
