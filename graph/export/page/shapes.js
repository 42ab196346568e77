// Marks of nodes: the shape tells the kind, the colour the state.
"use strict";
(() => {
  const polygon = (corners, turn, factor) => (path, x, y, r) => {
    for (let i = 0; i <= corners; i += 1) {
      const angle = turn + (2 * Math.PI * i) / corners;
      const [px, py] = [x + r * factor * Math.cos(angle), y + r * factor * Math.sin(angle)];
      if (i) path.lineTo(px, py); else path.moveTo(px, py);
    }
  };
  const circle = (path, x, y, r) => { path.moveTo(x + r, y); path.arc(x, y, r, 0, 2 * Math.PI); };

  const SHAPES = {
    State: circle,
    Diplomat: circle,
    Organization: polygon(6, 0, 1.1),
    Post: circle,
    Treaty: polygon(4, Math.PI / 4, 1.25),
    Issue: polygon(4, 0, 1.3),
    Unknown: circle,
  };
  const NAMES = {
    State: "State", Diplomat: "Person", Organization: "Body", Post: "Unnamed holder of a post",
    Treaty: "Treaty", Issue: "What is at stake", Unknown: "Unknown",
  };
  const HOLLOW = new Set(["Post", "Unknown"]);

  /** Add the mark of a node to a path. */
  const mark = (path, kind, x, y, r) => (SHAPES[kind] ?? circle)(path, x, y, r);

  Rapallo.shapes = { mark, NAMES, HOLLOW };
})();
