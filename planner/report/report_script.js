"use strict";
// The map's filters, the list of areas below it, and the people of an opened leader. Texts of the
// campaign are only ever put in as text, never as markup.
(() => {
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const told = read("told"), words = told.words;
  const at = (id) => document.getElementById(id);
  const number = (n) => n.toLocaleString(told.lang === "hi" ? "en-IN" : "en-GB");
  const say = (phrase, values) => words[phrase].replace(/\{(\w+)\}/g, (_, k) => values[k]);
  const CROWD = 300; // more leaders than this hide the map
  const MOST = 25, TEAM = 100; // areas listed; people of a leader

  const make = (tag, text, kind) => {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (kind) made.className = kind;
    return made;
  };

  async function begin() {
    for (const item of read("figures")) await Bokeh.embed.embed_item(item);
    const doc = Bokeh.documents.find((one) => one.get_model_by_name("map"));
    const plot = doc.get_model_by_name("map");
    const data = {};
    for (const name of ["areas", "rakshaks", "leaders"]) {
      data[name] = doc.get_model_by_name(name);
    }
    data.rows = doc.get_model_by_name("rows");
    return { doc, plot, data };
  }

  function columns(source) {
    return new Proxy({}, { get: (_, name) => source.get(name) });
  }

  begin().then(({ doc, plot, data }) => {
    const A = columns(data.areas), R = columns(data.rakshaks), L = columns(data.leaders);
    const W = columns(data.rows);
    const zone = (k) => (k < 0 ? words["no zone"] : told.zones[k]);
    const leader = (k) => (k < 0 ? words[k === -1 ? "nobody" : "elsewhere"]
                                 : `${L.name[k]} (${L.id[k]})`);
    const of = (column, tell) => Array.from(column, tell);

    // what a pointer is told, worked out here so that the file need not hold it for everybody
    const tell = (source, more) => { source.data = { ...source.data, ...more }; };
    const visits = (k) => say("visits of", { planned: number(A.planned[k]), needed: number(A.visits[k]) });
    tell(data.areas, {
      zone_code: of(A.zone, zone),
      category_name: of(A.category, (k) => told.categories[k]),
      people_told: of(A.people, (n) => (n < 0 ? "" : number(n))),
      visits_told: of(A.zone, (_, k) => visits(k)),
    });
    tell(data.rakshaks, {
      zone_code: of(R.zone, zone),
      leader_name: of(R.leader, leader),
      mitans_told: of(R.enrolled, (n) => `${number(n)} / ${number(told.wanted)}`),
    });
    tell(data.leaders, { zone_code: of(L.zone, zone) });

    const rowsOf = new Map();
    for (let k = 0; k < W.area.length; k++) {
      if (!rowsOf.has(W.area[k])) rowsOf.set(W.area[k], []);
      rowsOf.get(W.area[k]).push(k);
    }

    const teamsAt = (k) => [...new Set((rowsOf.get(k) || []).map((row) => R.leader[W.rakshak[row]]))];
    tell(data.areas, { teams_told: of(A.zone, (_, k) => teamsAt(k).map(leader).join(", ")) });

    // a leader stands for everybody below him
    const below = (chosen) => {
      const among = new Set([chosen]);
      for (let before = 0; before < among.size;) {
        before = among.size;
        for (let k = 0; k < L.id.length; k++) if (among.has(L.leader[k])) among.add(k);
      }
      return among;
    };

    const sizes = of(A.size, (size) => size), dot = doc.get_model_by_name("rakshaks drawn").glyph.size.value;
    let larger = 1, last = null;
    const choice = (id) => (at(id).value === "" ? null : Number(at(id).value));

    function filter() {
      const one = choice("by-leader"), inZone = choice("by-zone"), kind = choice("by-category");
      const among = one === null ? null : below(one);
      const led = (k) => among === null || among.has(R.leader[k]);
      const placed = (zones, k) => inZone === null || zones[k] === inZone;
      const alike = (k) => kind === null || A.category[k] === kind;

      const goes = new Set(), visited = new Set();
      for (let k = 0; k < W.area.length; k++) {
        if (led(W.rakshak[k])) visited.add(W.area[k]);
        if (alike(W.area[k])) goes.add(W.rakshak[k]);
      }
      const areas = of(A.zone, (_, k) => alike(k) && placed(A.zone, k)
                                         && (among === null || visited.has(k)));
      const rakshaks = of(R.zone, (_, k) => led(k) && placed(R.zone, k)
                                            && (kind === null || goes.has(k)));
      const lead = new Set();
      rakshaks.forEach((yes, k) => { if (yes) lead.add(R.leader[k]); });
      const leaders = of(L.zone, (_, k) => (among === null || among.has(k)) && placed(L.zone, k)
                                           && (kind === null || lead.has(k)));
      const shown = { areas, rakshaks, leaders };
      const counts = {};
      for (const [name, flags] of Object.entries(shown)) {
        doc.get_model_by_name(`${name} shown`).booleans = flags;
        counts[name] = number(flags.filter(Boolean).length);
        counts[`all_${name}`] = number(flags.length);
      }
      at("shown").textContent = say("shown", counts);
      draw(shown);
      list(areas);
      fit(shown);
      last = shown;
    }

    // fewer marks are drawn larger
    function draw(shown) {
      const drawn = (name) => doc.get_model_by_name(`${name} drawn`);
      const count = (name) => shown[name].filter(Boolean).length;
      const times = (name, few) => Math.min(Math.max(Math.sqrt(few / count(name)), 1), 2.2);
      const now = times("areas", 1000);
      if (now !== larger) tell(data.areas, { size: sizes.map((size) => size * now) });
      larger = now;
      drawn("rakshaks").glyph.size = { value: dot * times("rakshaks", 2000) };
      drawn("leaders").visible = count("leaders") <= CROWD;
    }

    function fit(shown) {
      const ends = [Infinity, -Infinity, Infinity, -Infinity];
      for (const [name, flags] of Object.entries(shown)) {
        const x = data[name].get("x"), y = data[name].get("y");
        flags.forEach((yes, k) => {
          if (!yes || Number.isNaN(x[k]) || Number.isNaN(y[k])) return;
          ends[0] = Math.min(ends[0], x[k]); ends[1] = Math.max(ends[1], x[k]);
          ends[2] = Math.min(ends[2], y[k]); ends[3] = Math.max(ends[3], y[k]);
        });
      }
      if (ends[0] > ends[1]) return;
      look((ends[0] + ends[1]) / 2, (ends[2] + ends[3]) / 2,
           Math.max(ends[1] - ends[0], 0.4) * 1.15, Math.max(ends[3] - ends[2], 0.4) * 1.15);
    }

    // a kilometre is as long eastwards as northwards
    function look(x, y, wide, high) {
      const shape = plot.inner_width / plot.inner_height || 1.6;
      const across = Math.max(wide, high * shape), up = across / shape;
      plot.x_range.setv({ start: x - across / 2, end: x + across / 2 });
      plot.y_range.setv({ start: y - up / 2, end: y + up / 2 });
    }

    function zoom(times) {
      const { x_range: x, y_range: y } = plot;
      look((x.start + x.end) / 2, (y.start + y.end) / 2,
           (x.end - x.start) * times, (y.end - y.start) * times);
    }

    function list(areas) {
      const body = at("listing").tBodies[0];
      const rows = [];
      let shown = 0, more = 0;
      areas.forEach((yes, k) => {
        if (!yes) return;
        if (++shown > MOST) { more++; return; }
        const row = make("tr");
        const cells = [A.id[k], A.name[k], told.categories[A.category[k]], zone(A.zone[k]),
                       visits(k), who(k)];
        cells.forEach((cell, n) => row.append(make("td", cell, [0, 3, 4].includes(n) ? "id" : "")));
        rows.push(row);
      });
      body.replaceChildren(...rows);
      at("more").textContent = more ? say("more rows", { count: number(more) }) : "";
    }

    function who(area) {
      const rows = rowsOf.get(area) || [];
      let others = A.planned[area];
      const named = rows.map((k) => {
        others -= W.visits[k];
        return `${R.name[W.rakshak[k]]} (${R.id[W.rakshak[k]]}) ×${number(W.visits[k])}`;
      });
      if (others > 0) named.push(say("others", { visits: number(others) }));
      return named.join(", ");
    }

    // who reports to a leader, put in when he is opened
    const teams = new Map();
    for (let k = 0; k < R.leader.length; k++) {
      if (!teams.has(R.leader[k])) teams.set(R.leader[k], []);
      teams.get(R.leader[k]).push(k);
    }
    const states = ["state short", "state filled", "state over"];
    for (const branch of document.querySelectorAll("details[data-leader]")) {
      branch.addEventListener("toggle", () => {
        const place = branch.querySelector(":scope > ul.team");
        if (!branch.open || place.childElementCount) return;
        const team = teams.get(Number(branch.dataset.leader)) || [];
        for (const k of team.slice(0, TEAM)) {
          const state = states[R.state[k]];
          place.append(make("li", `${R.name[k]} (${R.id[k]}): ${number(R.enrolled[k])} / `
            + `${number(told.wanted)}, ${words[state]}`, state.replace(" ", "-")));
        }
        if (team.length > TEAM) {
          place.append(make("li", say("more rows", { count: number(team.length - TEAM) })));
        }
      });
    }

    for (const id of ["by-leader", "by-zone", "by-category"]) at(id).addEventListener("change", filter);
    at("everything").addEventListener("click", () => {
      for (const id of ["by-leader", "by-zone", "by-category"]) at(id).value = "";
      filter();
    });
    at("nearer").addEventListener("click", () => zoom(0.6));
    at("further").addEventListener("click", () => zoom(1 / 0.6));
    window.addEventListener("resize", () => setTimeout(() => fit(last), 200));
    filter();
    document.body.dataset.ready = "yes";
  });
})();
