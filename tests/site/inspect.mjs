// What is measured inside a page. Each exported function runs in the browser and stands alone.

export function plainText() {
  return document.querySelector("main").innerText.replace(/\s+/g, " ").trim();
}

// The page as a whole: its breadth, its headings, what is cut off, and the contrast of its words.
export function inspectPage() {
  const root = document.documentElement;

  const channels = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const isClear = (colour) => colour === "transparent" || (channels(colour).length > 3 && channels(colour)[3] === 0);
  const groundOf = (element) => {
    for (let each = element; each; each = each.parentElement) {
      const colour = getComputedStyle(each).backgroundColor;
      if (!isClear(colour)) return colour;
    }
    return getComputedStyle(root).colorScheme.startsWith("dark") ? "rgb(18, 18, 18)" : "rgb(255, 255, 255)";
  };
  const isSeen = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest(".hidden, .skip, svg");

  const faint = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !isSeen(element)) continue;
    const style = getComputedStyle(element);
    const size = parseFloat(style.fontSize);
    const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
    const ratio = contrast(style.color, groundOf(element));
    if (ratio < least) faint.push({ text: walker.currentNode.data.trim().slice(0, 40), ratio, least });
  }

  const name = (element) => element.tagName.toLowerCase() + (element.id ? `#${element.id}` : `.${element.className}`);
  const scrolls = [...document.querySelectorAll(".table-scroll, .figure-scroll")];
  return {
    width: root.clientWidth,
    overflow: root.scrollWidth - root.clientWidth,
    cut: scrolls.filter((each) => each.checkVisibility() && each.scrollWidth > each.clientWidth + 1)
      .map((each) => `${name(each.firstElementChild)} ${each.scrollWidth} in ${each.clientWidth}`),
    unreachable: scrolls.filter((each) => each.tabIndex !== 0 || each.getAttribute("role") !== "region").map(name),
    headings: [...document.querySelectorAll("main h1, main h2")].map((each) => each.innerText.trim()),
    figures: document.querySelectorAll("main figure").length,
    tables: document.querySelectorAll("main table").length,
    ground: getComputedStyle(document.body).backgroundColor,
    letters: document.querySelectorAll(".a-to-z a").length,
    faint,
  };
}

// Every chart: where its marks and words stand, and how they part from what lies behind them.
export function inspectCharts() {
  const channels = (colour) => (colour.match(/[\d.]+/g) || []).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = channels(colour).slice(0, 3)
      .map((value) => value / 255)
      .map((value) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  };
  const isColour = (paint) => paint.startsWith("rgb") && !(channels(paint).length > 3 && channels(paint)[3] === 0);
  const box = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { left, top, right, bottom };
  };
  const outside = (inner, outer, slack) => Math.max(
    outer.left - inner.left, outer.top - inner.top, inner.right - outer.right, inner.bottom - outer.bottom,
  ) > slack;
  const holds = (outer, x, y) => outer.left <= x && x <= outer.right && outer.top <= y && y <= outer.bottom;
  const tell = (element) => `${element.tagName} ${element.parentNode.getAttribute("class") || ""} `
    + `${(element.textContent || "").slice(0, 40)}`.trim();
  const probe = document.createElement("i");
  document.body.append(probe);
  const variable = (name) => { probe.style.color = `var(--${name})`; return getComputedStyle(probe).color; };
  const hairline = variable("rule");

  const colours = (element) => {
    const style = getComputedStyle(element);
    const stroke = parseFloat(style.strokeWidth) > 0 ? style.stroke : "none";
    const pattern = [style.fill, stroke].map((paint) => /url\("?#([^")]+)"?\)/.exec(paint)).find(Boolean);
    const inside = pattern ? [...document.getElementById(pattern[1]).children].map((each) => getComputedStyle(each).fill) : [];
    return [style.fill, stroke, ...inside].filter(isColour);
  };

  const inspect = (svg) => {
    const scale = svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
    const frame = box(svg);
    const ground = getComputedStyle(svg.querySelector(":scope > rect")).fill;
    const marks = [...svg.querySelectorAll("g.role-mark > *")].filter((each) => each.tagName !== "text");
    const words = [...svg.querySelectorAll("text")].filter((each) => each.textContent.trim());
    const panels = [...svg.querySelectorAll("g")].filter((each) => /concat_\d+_group/.test(each.getAttribute("class") || ""));

    const strayed = panels.flatMap((panel) => {
      const plot = box(panel.querySelector("path.background"));
      const inner = [...panel.querySelectorAll("g.role-mark > *")].filter((each) => each.textContent.trim() || each.tagName !== "text");
      return inner.filter((each) => outside(box(each), plot, 1.5 * scale)).map(tell);
    });
    const out = [...marks, ...words].filter((each) => outside(box(each), frame, 1 * scale)).map(tell);

    const overlapping = [];
    words.forEach((one, i) => words.slice(i + 1).forEach((other) => {
      const [a, b] = [box(one), box(other)];
      const across = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const down = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      const least = Math.min(a.bottom - a.top, b.bottom - b.top);
      if (across > 1 && down > 0.3 * least) overlapping.push(`${one.textContent} / ${other.textContent}`);
    }));

    const painted = marks.filter((each) => isColour(getComputedStyle(each).fill) && each.tagName !== "line");
    const behind = (element) => {
      const { left, top, right, bottom } = box(element);
      const under = painted.filter((each) => each !== element && holds(box(each), (left + right) / 2, (top + bottom) / 2)
        && each.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING);
      return under.length ? colours(under.at(-1)) : [ground];
    };
    const faintWords = words.map((each) => {
      const ratio = Math.min(...behind(each).map((paint) => contrast(getComputedStyle(each).fill, paint)));
      return { text: each.textContent, ratio };
    }).filter(({ ratio }) => ratio < 4.5);
    const isDecoration = (each) => each.tagName === "line" && colours(each).every((paint) => paint === hairline);
    const faintMarks = marks.filter((each) => !isDecoration(each) && colours(each).length).map((each) => {
      const ratio = Math.max(...colours(each).map((paint) => contrast(paint, ground)));
      return { mark: tell(each), colours: colours(each), ratio };
    }).filter(({ ratio }) => ratio < 3);
    const small = words.filter((each) => parseFloat(getComputedStyle(each).fontSize) * scale < 9).map((each) => each.textContent);

    return {
      name: svg.closest("figure") ? svg.closest("figure").id : "",
      marks: marks.length, words: words.length, panels: panels.length,
      strayed, out, overlapping, faintWords, faintMarks, small,
    };
  };
  const found = [...document.querySelectorAll("svg.chart")].filter((svg) => svg.checkVisibility()).map(inspect);
  probe.remove();
  return found;
}
