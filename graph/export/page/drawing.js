// The network on a canvas: lines, marks, names, and what lies under the pointer.
"use strict";
(() => {
  const { mark, HOLLOW } = Rapallo.shapes;
  const PAPER = "#ffffff", INK = "#1f2328", QUIET = "#c9c7c1", STATELESS = "#8c8c8c";
  const SERIF = "'Iowan Old Style','Palatino Linotype',Palatino,'Book Antiqua',Georgia,serif";
  const SANS = "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif";
  const DASH = [5, 4], BEND = 30, BATCH = 60, SLOW = 18, STRETCH = 1.6;
  const FONTS = {
    State: `600 13.5px ${SANS}`, Treaty: `italic 13px ${SERIF}`, Issue: `italic 13px ${SERIF}`,
  };
  const font = (kind) => FONTS[kind] ?? `12.5px ${SANS}`;
  const short = (text) => (text.length > 44 ? `${text.slice(0, 42).trimEnd()}…` : text);

  const create = (canvas, model, { onPick, onHover }) => {
    const context = canvas.getContext("2d");
    const cache = document.createElement("canvas");
    const most = Math.max(1, ...model.nodes.map((node) => node.weight));
    const crowd = Math.min(1, Math.max(0.4, Math.sqrt(260 / model.nodes.length)));
    const tree = Vendor.quadtree(model.nodes, (node) => node.x, (node) => node.y);
    const widths = new Map();
    const view = { width: 1, height: 1, ratio: 1, base: { kx: 1, ky: 1, x: 0, y: 0 }, t: Vendor.zoomIdentity };
    let focus = { node: null, tie: null }, hovered = null;
    let frame = 0, later = 0, cost = 0, cached = null;

    const sx = (x) => view.t.x + view.t.k * (view.base.x + view.base.kx * x);
    const sy = (y) => view.t.y + view.t.k * (view.base.y + view.base.ky * y);
    const radius = (node) => {
      const size = (3.4 + 13 * Math.sqrt(Math.max(node.n, 0.3) / most)) * crowd;
      return (node.n ? size : 2) * Math.min(2.4, Math.max(0.7, view.t.k ** 0.45));
    };

    /** Fit the whole network into the canvas. */
    const fit = () => {
      const xs = model.nodes.map((node) => node.x), ys = model.nodes.map((node) => node.y);
      const [left, right, top, bottom] = [xs, ys].flatMap((all) =>
        [all.reduce((a, b) => Math.min(a, b)), all.reduce((a, b) => Math.max(a, b))]);
      const pad = Math.min(60, view.width / 8);
      const kx = (view.width - 2 * pad) / Math.max(right - left, 1);
      const ky = (view.height - 1.4 * pad) / Math.max(bottom - top, 1);
      // Stretched a little to fill the canvas: distances have no scale that this could falsify.
      const k = Math.min(kx, ky);
      view.base = { kx: Math.min(kx, k * STRETCH), ky: Math.min(ky, k * STRETCH) };
      view.base.x = view.width / 2 - (view.base.kx * (left + right)) / 2;
      view.base.y = view.height / 2 - (view.base.ky * (top + bottom)) / 2;
    };

    const resize = () => {
      const box = canvas.getBoundingClientRect();
      view.ratio = Math.min(window.devicePixelRatio || 1, 2);
      view.width = Math.max(box.width, 1);
      view.height = Math.max(box.height, 1);
      for (const one of [canvas, cache]) {
        one.width = Math.round(view.width * view.ratio);
        one.height = Math.round(view.height * view.ratio);
      }
      cached = null;
      fit();
      redraw();
    };

    /** Ends and middle of a tie on the screen. */
    const curve = (tie) => {
      const ax = sx(tie.a.x), ay = sy(tie.a.y), bx = sx(tie.b.x), by = sy(tie.b.y);
      if (!tie.bend) return { ax, ay, bx, by, straight: true, cx: (ax + bx) / 2, cy: (ay + by) / 2 };
      const dx = bx - ax, dy = by - ay, length = Math.hypot(dx, dy) || 1;
      const side = tie.bend * Math.min(BEND, length * 0.28);
      return { ax, ay, bx, by, cx: (ax + bx) / 2 - (dy / length) * side, cy: (ay + by) / 2 + (dx / length) * side };
    };

    const outside = (c) => {
      const [left, right] = [Math.min(c.ax, c.bx, c.cx), Math.max(c.ax, c.bx, c.cx)];
      const [top, bottom] = [Math.min(c.ay, c.by, c.cy), Math.max(c.ay, c.by, c.cy)];
      return right < 0 || left > view.width || bottom < 0 || top > view.height;
    };

    const inFocus = (tie) =>
      focus.tie ? tie === focus.tie : focus.node ? tie.a === focus.node || tie.b === focus.node : true;

    /** Lines of one look are drawn together: that is what makes thousands of them quick. */
    const batches = (ties) => {
      const found = new Map();
      for (const tie of ties) {
        const width = tie.n > 9 ? 3.4 : tie.n > 3 ? 2.4 : tie.n > 1 ? 1.7 : 1.1;
        const key = `${tie.colour}|${width}|${tie.sure ? 1 : 0}`;
        const row = found.get(key) ?? { colour: tie.colour, width, sure: tie.sure > 0, ties: [] };
        row.ties.push(tie);
        found.set(key, row);
      }
      return [...found.values()];
    };

    const arrow = (path, c, tie, width) => {
      const dx = c.bx - c.cx, dy = c.by - c.cy, length = Math.hypot(dx, dy);
      const r = radius(tie.b) + 1, size = 4.5 + 1.6 * width;
      if (length < r + size) return;
      const ux = dx / length, uy = dy / length, x = c.bx - ux * r, y = c.by - uy * r;
      path.moveTo(x, y);
      path.lineTo(x - ux * size - uy * size * 0.45, y - uy * size + ux * size * 0.45);
      path.lineTo(x - ux * size + uy * size * 0.45, y - uy * size - ux * size * 0.45);
      path.closePath();
    };

    const lines = (ties, alpha, swell) => {
      context.globalAlpha = alpha;
      for (const { colour, width, sure, ties: those } of batches(ties)) {
        context.strokeStyle = context.fillStyle = colour;
        context.lineWidth = (width + swell) * (crowd < 0.6 ? 0.75 : 1);
        context.setLineDash(sure ? [] : DASH);
        let number = 0;
        let heads = new Path2D();
        const strokes = () => {
          context.stroke();
          context.beginPath();
          context.setLineDash([]);
          context.fill(heads);
          context.setLineDash(sure ? [] : DASH);
          heads = new Path2D();
        };
        context.beginPath();
        for (const tie of those) {
          const c = curve(tie);
          if (outside(c)) continue;
          context.moveTo(c.ax, c.ay);
          if (c.straight) context.lineTo(c.bx, c.by);
          else context.quadraticCurveTo(c.cx, c.cy, c.bx, c.by);
          if (tie.kind !== "met_with") arrow(heads, c, tie, width);
          number += 1;
          if (number % BATCH === 0) strokes();
        }
        strokes();
        context.setLineDash([]);
      }
      context.globalAlpha = 1;
    };

    const colourOf = (node) => (node.state < 0 ? STATELESS : model.states[node.state].colour);

    const near = () => {
      const found = new Set();
      if (focus.tie) { found.add(focus.tie.a); found.add(focus.tie.b); }
      if (focus.node) {
        found.add(focus.node);
        model.graph.forEachEdge(focus.node.id, (_key, { tie }) => {
          if (tie.n) { found.add(tie.a); found.add(tie.b); }
        });
      }
      return found;
    };

    const stroked = (path, node, r) => {
      const hollow = HOLLOW.has(node.kind), state = node.kind === "State";
      context.fillStyle = hollow ? PAPER : colourOf(node);
      context.fill(path);
      context.lineWidth = hollow ? Math.max(1.8, r * 0.35) : state ? 1.6 : 1;
      context.strokeStyle = hollow ? colourOf(node) : state ? INK : PAPER;
      context.stroke(path);
    };

    /** What is small is drawn together by look, what is large one by one, the largest on top. */
    const marks = (nodes, alpha) => {
      context.globalAlpha = alpha;
      const quiet = new Path2D(), small = new Map(), large = [];
      for (const node of nodes) {
        const r = radius(node), x = sx(node.x), y = sy(node.y);
        if (x < -40 || y < -40 || x > view.width + 40 || y > view.height + 40) continue;
        if (!node.n) {
          quiet.rect(x - r * 0.85, y - r * 0.85, 1.7 * r, 1.7 * r);
        } else if (r < 5) {
          const key = `${node.kind}|${node.state}|${Math.round(r)}`;
          const row = small.get(key) ?? { path: new Path2D(), node, r };
          mark(row.path, node.kind, x, y, r);
          small.set(key, row);
        } else large.push([node, x, y, r]);
      }
      context.fillStyle = QUIET;
      context.fill(quiet);
      for (const { path, node, r } of small.values()) stroked(path, node, r);
      for (const [node, x, y, r] of large) {
        const path = new Path2D();
        mark(path, node.kind, x, y, r);
        stroked(path, node, r);
      }
      context.globalAlpha = 1;
    };

    const ring = (node, colour) => {
      context.beginPath();
      context.arc(sx(node.x), sy(node.y), radius(node) + 5, 0, 2 * Math.PI);
      context.lineWidth = 2.5;
      context.strokeStyle = colour;
      context.stroke();
    };

    const width = (text, how) => {
      const key = `${how}|${text}`;
      if (!widths.has(key)) {
        context.font = how;
        widths.set(key, context.measureText(text).width);
      }
      return widths.get(key);
    };

    /** Names where there is room for them, those of the busiest first; none lies on another. */
    const names = (nodes, most_names) => {
      const taken = [], small = [];
      for (const node of nodes) {
        const r = radius(node);
        (r > 8 ? taken : small).push({ node, x: sx(node.x) - r, y: sy(node.y) - r, w: 2 * r, h: 2 * r });
      }
      const clear = (box, node, others) => others.every((other) => other.node === node
        || box.x + box.w < other.x || other.x + other.w < box.x
        || box.y + box.h < other.y || other.y + other.h < box.y);
      const free = (box, node) => box.x > 2 && box.y > 2 && box.x + box.w < view.width - 2
        && box.y + box.h < view.height - 2 && clear(box, node, taken);
      let written = 0;
      context.textBaseline = "middle";
      context.lineJoin = "round";
      shownNames.length = 0;
      for (const [rank, node] of nodes.slice(0, 5 * most_names).entries()) {
        if (written >= most_names) break;
        const x = sx(node.x), y = sy(node.y), r = radius(node);
        if (x < 0 || y < 0 || x > view.width || y > view.height) continue;
        const text = short(node.label), how = font(node.kind), w = width(text, how), h = 17, gap = r + 4;
        const boxes = [[x + gap, y - h / 2], [x - gap - w, y - h / 2], [x - w / 2, y - gap - h], [x - w / 2, y + gap]]
          .map(([left, top]) => ({ x: left, y: top, w, h })).filter((one) => free(one, node));
        // Only the busiest may hide the mark of a lesser one.
        const box = boxes.find((one) => clear(one, node, small)) ?? (rank < 40 ? boxes[0] : null);
        if (!box) continue;
        taken.push({ ...box, node: null });
        shownNames.push({ id: node.id, ...box });
        context.font = how;
        context.lineWidth = 3.5;
        context.strokeStyle = "rgba(255,255,255,.92)";
        context.strokeText(text, box.x, box.y + h / 2);
        context.fillStyle = INK;
        context.fillText(text, box.x, box.y + h / 2);
        written += 1;
      }
    };
    const shownNames = [];

    const draw = () => {
      frame = 0;
      const began = performance.now();
      context.setTransform(view.ratio, 0, 0, view.ratio, 0, 0);
      context.fillStyle = PAPER;
      context.fillRect(0, 0, view.width, view.height);
      const visible = model.ties.filter((tie) => tie.n);
      const order = [...model.nodes].sort((one, other) => other.n - one.n || other.weight - one.weight);
      const focused = focus.node || focus.tie;
      const close = near();
      const alpha = visible.length > 4000 ? 0.35 : visible.length > 1200 ? 0.5 : visible.length > 250 ? 0.55 : 0.85;
      if (focused) {
        lines(visible.filter((tie) => !inFocus(tie)), 0.1, 0);
        lines(visible.filter(inFocus), 0.95, 0.5);
        marks(order.filter((node) => !close.has(node)).reverse(), 0.22);
        marks(order.filter((node) => close.has(node)).reverse(), 1);
      } else {
        lines(visible, alpha, 0);
        marks([...order].reverse(), 1);
      }
      if (focus.node) ring(focus.node, INK);
      const room = Math.round((view.width * view.height) / 9500);
      const named = order.filter((node) => node.n && (!focused || close.has(node)));
      const first = [focus.node, focus.tie?.a, focus.tie?.b].filter((node) => node && node.n);
      names([...new Set([...first, ...named])], room);
      if (hovered?.node) ring(hovered.node, "#5b6b7b");
      if (hovered?.tie && hovered.tie !== focus.tie) lines([hovered.tie], 1, 1.5);
      cost = 0.5 * cost + 0.5 * (performance.now() - began);
      const copy = cache.getContext("2d");
      copy.drawImage(canvas, 0, 0);
      cached = view.t;
    };

    /** While moving, where a whole drawing takes too long: the last one, moved. */
    const shift = () => {
      frame = 0;
      const k = view.t.k / cached.k, x = view.t.x - cached.x * k, y = view.t.y - cached.y * k;
      context.setTransform(1, 0, 0, 1, 0, 0);
      context.fillStyle = PAPER;
      context.fillRect(0, 0, canvas.width, canvas.height);
      context.setTransform(k, 0, 0, k, x * view.ratio, y * view.ratio);
      context.drawImage(cache, 0, 0);
      clearTimeout(later);
      later = setTimeout(redraw, 140);
    };

    const redraw = () => { if (!frame) frame = requestAnimationFrame(draw); };
    const moved = () => {
      if (cached && cost > SLOW) { if (!frame) frame = requestAnimationFrame(shift); } else redraw();
    };

    const zoom = Vendor.zoom().scaleExtent([0.4, 24])
      .on("zoom", (event) => { view.t = event.transform; moved(); })
      .on("end", () => view.onMoved?.());
    const selection = Vendor.select(canvas);
    selection.call(zoom).on("dblclick.zoom", null);

    const along = (c, at) => {
      const rest = 1 - at;
      return [rest * rest * c.ax + 2 * rest * at * c.cx + at * at * c.bx,
        rest * rest * c.ay + 2 * rest * at * c.cy + at * at * c.by];
    };
    const distance = (x, y, ax, ay, bx, by) => {
      const dx = bx - ax, dy = by - ay;
      const at = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
      return Math.hypot(x - ax - at * dx, y - ay - at * dy);
    };
    const tieAt = (x, y) => {
      let best = null, least = 6;
      for (const tie of model.ties) {
        if (!tie.n) continue;
        const c = curve(tie);
        const slack = Math.abs(tie.bend) * BEND + least;
        if (x < Math.min(c.ax, c.bx) - slack || x > Math.max(c.ax, c.bx) + slack
          || y < Math.min(c.ay, c.by) - slack || y > Math.max(c.ay, c.by) + slack) continue;
        const steps = c.straight ? 1 : 10;
        let [px, py] = [c.ax, c.ay];
        for (let i = 1; i <= steps; i += 1) {
          const [qx, qy] = along(c, i / steps);
          const far = distance(x, y, px, py, qx, qy);
          if (far < least) { least = far; best = tie; }
          [px, py] = [qx, qy];
        }
      }
      return best;
    };
    const nodeAt = (x, y) => {
      let best = null, least = Infinity;
      const reach = 40 / (view.t.k * Math.min(view.base.kx, view.base.ky));
      const wx = ((x - view.t.x) / view.t.k - view.base.x) / view.base.kx;
      const wy = ((y - view.t.y) / view.t.k - view.base.y) / view.base.ky;
      tree.visit((quad, x0, y0, x1, y1) => {
        if (x0 > wx + reach || x1 < wx - reach || y0 > wy + reach || y1 < wy - reach) return true;
        for (let leaf = quad.length ? null : quad; leaf; leaf = leaf.next) {
          const node = leaf.data;
          const far = Math.hypot(sx(node.x) - x, sy(node.y) - y) - radius(node);
          if (node.n && far < 4 && far < least) { least = far; best = node; }
        }
        return false;
      });
      return best;
    };
    const under = (event) => {
      const box = canvas.getBoundingClientRect();
      const [x, y] = [event.clientX - box.left, event.clientY - box.top];
      const node = nodeAt(x, y);
      return { node, tie: node ? null : tieAt(x, y), x, y };
    };

    canvas.addEventListener("click", (event) => { if (!event.defaultPrevented) onPick(under(event)); });
    canvas.addEventListener("pointermove", (event) => {
      if (event.buttons) { onHover(null); return; }
      const found = under(event);
      const changed = found.node !== hovered?.node || found.tie !== hovered?.tie;
      hovered = found.node || found.tie ? found : null;
      canvas.style.cursor = hovered ? "pointer" : "grab";
      onHover(hovered);
      if (changed && cost < 60) redraw();
    });
    canvas.addEventListener("pointerleave", () => { hovered = null; onHover(null); redraw(); });

    const KEYS = {
      ArrowLeft: () => zoom.translateBy(selection, 60 / view.t.k, 0),
      ArrowRight: () => zoom.translateBy(selection, -60 / view.t.k, 0),
      ArrowUp: () => zoom.translateBy(selection, 0, 60 / view.t.k),
      ArrowDown: () => zoom.translateBy(selection, 0, -60 / view.t.k),
      "+": () => zoom.scaleBy(selection, 1.3), "=": () => zoom.scaleBy(selection, 1.3),
      "-": () => zoom.scaleBy(selection, 1 / 1.3), 0: () => whole(),
    };
    canvas.addEventListener("keydown", (event) => {
      const act = !event.ctrlKey && !event.metaKey && !event.altKey && KEYS[event.key];
      if (act) { act(); event.preventDefault(); }
    });

    const whole = () => zoom.transform(selection, Vendor.zoomIdentity);
    const camera = () => [view.t.k, (view.width / 2 - view.t.x) / view.t.k / view.width,
      (view.height / 2 - view.t.y) / view.t.k / view.height];
    const setCamera = ([k, x, y]) => zoom.transform(selection, Vendor.zoomIdentity
      .translate(view.width / 2 - x * view.width * k, view.height / 2 - y * view.height * k).scale(k));

    return {
      resize, redraw, whole, camera, setCamera, shownNames, draw,
      zoomBy: (factor) => zoom.scaleBy(selection, factor),
      focus: (target) => { focus = target; redraw(); },
      /** Bring a node into sight where it is out of it. */
      show: (node) => {
        const x = sx(node.x), y = sy(node.y);
        if (x < 30 || y < 30 || x > view.width - 30 || y > view.height - 30)
          zoom.translateBy(selection, (view.width / 2 - x) / view.t.k, (view.height / 2 - y) / view.t.k);
      },
      at: (node) => [sx(node.x), sy(node.y)],
      middle: (tie) => along(curve(tie), 0.5),
      onMoved: (act) => { view.onMoved = act; },
      get cost() { return cost; },
    };
  };

  Rapallo.drawing = { create };
})();
