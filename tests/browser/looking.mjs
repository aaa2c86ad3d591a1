// What pictures.mjs looks at: `look` runs in the page, the others judge what it saw.

// Every text with the box that it covers, and every mark: points by their boxes, lines by their pieces, areas by their
// corners. Pixels of the page.
export function look() {
    const svg = document.querySelector('svg');
    const box = svg.getBoundingClientRect();
    const boxOf = (element) => {
        const { left, top, right, bottom } = element.getBoundingClientRect();
        return { left, top, right, bottom };
    };
    const drawn = (selector) => [...svg.querySelectorAll(selector)].filter((element) => !element.closest('defs'));
    const seen = { width: box.width, height: box.height, texts: [], points: [], lines: [], areas: [] };
    for (const element of drawn('text')) {
        if (!element.textContent.trim())
            continue;
        const style = getComputedStyle(element);
        seen.texts.push({ text: element.textContent, size: parseFloat(style.fontSize), ...boxOf(element) });
    }
    for (const element of drawn('use:not([*|href="#gpDot"])')) // gnuplot's dot is smaller than a pixel
        seen.points.push(boxOf(element));
    for (const [path, element] of drawn('path').entries()) {
        const style = getComputedStyle(element);
        if (style.stroke === 'none')
            continue;
        let from = null;
        for (const [, way, x, y] of element.getAttribute('d').matchAll(/([MLZ])(?:([-\d.]+),([-\d.]+))?/g)) {
            const to = way === 'Z' ? null : { x: Number(x), y: Number(y) };
            if (way === 'L' && from)
                seen.lines.push({ path, from, to, stroke: style.stroke, dash: style.strokeDasharray,
                    width: parseFloat(style.strokeWidth) });
            from = to;
        }
    }
    for (const element of drawn('polygon'))
        seen.areas.push({ fill: getComputedStyle(element).fill, ...boxOf(element),
            corners: [...element.points].map(({ x, y }) => ({ x, y })) });
    return seen;
}

function shrink(box, by) {
    return { left: box.left + by, top: box.top + by, right: box.right - by, bottom: box.bottom - by };
}
export function meet(a, b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

// Whether a piece of a line comes into a box (Liang and Barsky).
function crosses({ from, to }, box) {
    const [dx, dy] = [to.x - from.x, to.y - from.y];
    let [enter, leave] = [0, 1];
    const sides = [[-dx, from.x - box.left], [dx, box.right - from.x], [-dy, from.y - box.top], [dy, box.bottom - from.y]];
    for (const [step, room] of sides) {
        if (step === 0 && room < 0)
            return false;
        if (step < 0)
            enter = Math.max(enter, room / step);
        else if (step > 0)
            leave = Math.min(leave, room / step);
    }
    return enter < leave;
}

export const GRID = 'rgb(212, 212, 212)'; // faint lines that a text may lie over
const TOLERANCE = 1; // pixels at each side: a font's box is a little larger than its letters

export const texts = {
    outside: ({ width, height, texts }) => texts
        .filter((t) => t.left < 0 || t.top < 0 || t.right > width || t.bottom > height)
        .map((t) => `"${t.text}" ${Math.round(t.left)}–${Math.round(t.right)}, ${Math.round(t.top)}–${Math.round(t.bottom)}`),
    overlapping: ({ texts }) => texts.flatMap((a, i) => texts.slice(i + 1)
        .filter((b) => meet(shrink(a, TOLERANCE), shrink(b, TOLERANCE))).map((b) => `"${a.text}" and "${b.text}"`)),
    // Figures stand in the bars of `status` on purpose; they must not lie over an edge of one.
    overMarks: ({ texts, points, lines, areas }, kind) => texts.flatMap((text) => {
        const box = shrink(text, 2 * TOLERANCE);
        const faults = [];
        if (points.some((point) => meet(box, shrink(point, TOLERANCE))))
            faults.push(`"${text.text}" over a point`);
        if (lines.some((line) => line.stroke !== GRID && crosses(line, box)))
            faults.push(`"${text.text}" over a line`);
        if (kind !== 'status' && areas.some((area) => meet(box, area)))
            faults.push(`"${text.text}" over an area`);
        return faults;
    }),
    small: ({ texts }, smallest) => texts.filter((t) => !(t.size >= smallest)).map((t) => `"${t.text}" ${t.size}`),
};

// Labels of one axis stand on one line and look alike: percentages, years, numbers with a sign.
export function neighbours({ texts }, least) {
    const labels = texts.filter((t) => /^(\d+(\.\d+)?%|\d{4}|[+−]?\d+)$/.test(t.text));
    const lines = new Map();
    for (const label of labels) {
        const line = Math.round(label.bottom);
        lines.set(line, [...(lines.get(line) ?? []), label]);
    }
    return [...lines.values()].flatMap((line) => {
        line.sort((a, b) => a.left - b.left);
        return line.slice(1).map((label, i) => [line[i], label]).filter(([a, b]) => b.left - a.right < least)
            .map(([a, b]) => `"${a.text}" and "${b.text}" ${(b.left - a.right).toFixed(1)}`);
    });
}

// The labels of study.yaml that a kind shows, in a language: each on a line of its own in the file.
function labelsOf(yaml, section, language) {
    const part = yaml.slice(yaml.search(new RegExp(`^${section}:`, 'm')));
    const lines = part.split('\n').slice(1);
    const end = lines.findIndex((line) => /^\S/.test(line));
    const inline = part.split('\n')[0];
    return [inline, ...lines.slice(0, end < 0 ? lines.length : end)].flatMap((line) =>
        [...line.matchAll(new RegExp(`label: \\{.*?\\b${language}: ("(?:[^"\\\\]|\\\\.)*"|[^,}]*)`, 'g'))].map(([, text]) =>
            text.startsWith('"') ? JSON.parse(text) : text.trim()));
}
const SHOWN = { trend: ['items'], status: ['items', 'scales', 'waves'], strata: ['items', 'strata'], change: ['items'],
    forecast: ['items'], bounds: ['items'], margin: [], oc: [] };

export function labelsMissing({ texts }, yaml, kind, language) {
    const bare = (text) => text.replace(/[\s\u0000-\u001f]/g, '');
    const all = bare(texts.map((t) => t.text).join(' '));
    const cut = [...all.matchAll(/…/g)].map(({ index }) => all.slice(0, index));
    const wanted = SHOWN[kind].flatMap((section) => labelsOf(yaml, section, language));
    if (SHOWN[kind].length && !wanted.length)
        return ['study.yaml has no labels to look for'];
    return wanted.filter((label) => {
        const text = bare(label);
        const begun = (before) => [...text].some((_, i, letters) => i > 3 && before.endsWith(letters.slice(0, i).join('')));
        return !all.includes(text) && !cut.some(begun);
    });
}

// Relative luminance of "rgb(1, 2, 3)", WCAG 2.1.
function luminance(colour) {
    const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((text) => {
        const value = Number(text) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// Shades of areas, and the paper, from dark to light: each must be told from the next one.
export function shades({ areas }, least) {
    const found = [...new Set(['rgb(255, 255, 255)', ...areas.map((area) => area.fill)])];
    const light = found.map((colour) => [luminance(colour) + 0.05, colour]).sort((a, b) => a[0] - b[0]);
    return light.slice(1).map(([value, colour], i) => [value / light[i][0], light[i][1], colour])
        .filter(([contrast]) => contrast < least).map(([contrast, a, b]) => `${a} and ${b} ${contrast.toFixed(2)}`);
}

// Colours of thick lines that share their dashes, which grey print could not tell.
export function alikeInGrey({ lines }) {
    const dashes = new Map(lines.filter((line) => line.width >= 2).map((line) => [line.stroke, line.dash]));
    const seen = new Map();
    return [...dashes].flatMap(([stroke, dash]) => {
        const other = seen.get(dash);
        seen.set(dash, stroke);
        return other ? [`${other} and ${stroke} are both ${dash}`] : [];
    });
}
