// Whether a picture of pixels shows what an SVG shows: each text by the profile of its letters, each mark by the ink where
// it stands, and what only the other picture has by the ink of squares.

import { GRID, meet } from './looking.mjs';

const MARGIN = 1.5; // pixels of the page around a mark
const STEP = 4; // from square to square along a line, and how wide they are
const FEWEST = { line: 5, area: 60, point: 1 }; // squares: what shows less is not measured
const WHITE = /^rgb\(255, 255, 255\)$/;

function grown({ left, top, right, bottom }, by) {
    return { left: left - by, top: top - by, right: right + by, bottom: bottom + by };
}
function nameOf(what, { left, top }) {
    return `the ${what} at ${Math.round(left)}, ${Math.round(top)}`;
}
function holds(box, { x, y }) {
    return box.left <= x && x <= box.right && box.top <= y && y <= box.bottom;
}

// The places along a piece of a line, and within an area where no later one lies on it.
function along({ from, to }) {
    const steps = Math.max(1, Math.ceil(Math.hypot(to.x - from.x, to.y - from.y) / STEP));
    return Array.from({ length: steps }, (_, i) => {
        const part = (i + 0.5) / steps;
        return { x: from.x + (to.x - from.x) * part, y: from.y + (to.y - from.y) * part };
    });
}
function inside(corners, { x, y }) {
    let odd = false;
    corners.forEach((a, i) => {
        const b = corners[(i + 1) % corners.length];
        if (a.y > y !== b.y > y && x < a.x + (b.x - a.x) * (y - a.y) / (b.y - a.y))
            odd = !odd;
    });
    return odd;
}
function within(area, later) {
    const SAMPLES = 24;
    const covering = later.filter((other) => meet(other, area));
    return Array.from({ length: SAMPLES * SAMPLES }, (_, i) => ({
        x: area.left + (area.right - area.left) * (i % SAMPLES + 0.5) / SAMPLES,
        y: area.top + (area.bottom - area.top) * (Math.floor(i / SAMPLES) + 0.5) / SAMPLES,
    })).filter((at) => inside(area.corners, at) && !covering.some((other) => inside(other.corners, at)));
}

// What `look` saw, as squares with how much of their ink another picture may have: along lines that are no edges of areas,
// and within areas, but for where points and texts stand on them.
export function elementsOf({ texts, points, lines, areas }) {
    const marked = [...points, ...texts].map((box) => grown(box, STEP)), filled = areas.map((box) => grown(box, STEP));
    const free = (places, others, by) => places.filter((at) => !others.some((box) => holds(box, at)))
        .map(({ x, y }) => grown({ left: x, top: y, right: x, bottom: y }, by));
    const paths = new Map();
    for (const line of lines)
        paths.set(line.path, [...(paths.get(line.path) ?? []), line]);
    const elements = [];
    for (const [path, pieces] of paths) {
        const [{ stroke, from }] = pieces, { to } = pieces.at(-1);
        const isEdge = areas.some((area) => area.fill === stroke) || (pieces.length > 3 && from.x === to.x && from.y === to.y);
        if (WHITE.test(stroke) || isEdge)
            continue;
        const places = pieces.flatMap(along);
        const shaded = places.filter((at) => filled.some((box) => holds(box, at)));
        const [least, most] = shaded.length > places.length / 2 ? [0.9, 1.12] : [0.6, 1.4]; // by how much else is inked
        elements.push({ kind: 'line', index: path, name: `the line from ${from.x}, ${from.y}`, least, most,
            boxes: free(places, stroke === GRID ? [...marked, ...filled] : marked, STEP / 2) });
    }
    points.forEach((point, index) => {
        elements.push({ kind: 'point', index, name: nameOf('point', point), least: 0.65, most: 1.5, boxes: [grown(point, MARGIN)] });
    });
    areas.forEach((area, index) => {
        if (!WHITE.test(area.fill))
            elements.push({ kind: 'area', index, name: nameOf('area', area), least: 0.8, most: 1.25,
                boxes: free(within(area, areas.slice(index + 1)), marked, 0.5) });
    });
    return { elements: elements.filter(({ kind, boxes }) => boxes.length >= FEWEST[kind]), texts };
}

// Runs in the page: draws both pictures, and names what the second shows otherwise than the first.
export async function compare({ first, second, width, height, scale, elements, texts }) {
    const BLOCK = 32, ELSEWHERE = 0.3; // squares, and how much of one may be inked in one picture only
    const ALIKE = 0.75, PIECE = 120, BLUR = 3, SHIFT = 4, DRIFT = 0.03, UPRIGHT = 3; // profiles of letters: their correlation, in
    // pixels what is compared, and how far it may have moved
    const draw = async (url) => {
        const image = new Image();
        image.src = url;
        await image.decode();
        const canvas = new OffscreenCanvas(width, height);
        const context = canvas.getContext('2d', { willReadFrequently: true });
        context.fillStyle = 'white';
        context.fillRect(0, 0, width, height);
        context.drawImage(image, 0, 0, width, height);
        const { data } = context.getImageData(0, 0, width, height);
        // sums over all that stands left of and above a pixel
        const sums = new Float64Array((width + 1) * (height + 1));
        for (let y = 0, at = 0; y < height; y++) {
            let row = 0;
            for (let x = 0; x < width; x++, at += 4) {
                row += 1 - (0.2126 * data[at] + 0.7152 * data[at + 1] + 0.0722 * data[at + 2]) / 255;
                sums[(y + 1) * (width + 1) + x + 1] = sums[y * (width + 1) + x + 1] + row;
            }
        }
        return { url, sums, width: image.naturalWidth, height: image.naturalHeight };
    };
    const clamp = (value, most) => Math.min(Math.max(Math.round(value), 0), most);
    const ink = ({ sums }, left, top, right, bottom) => {
        const [x0, x1] = [clamp(left, width), clamp(right, width)];
        const [y0, y1] = [clamp(top, height), clamp(bottom, height)].map((y) => y * (width + 1));
        return sums[y1 + x1] - sums[y1 + x0] - sums[y0 + x1] + sums[y0 + x0];
    };
    const correlation = (a, b) => {
        const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;
        const [meanA, meanB] = [mean(a), mean(b)];
        let [ab, aa, bb] = [0, 0, 0];
        for (let i = 0; i < a.length; i++) {
            ab += (a[i] - meanA) * (b[i] - meanB);
            aa += (a[i] - meanA) ** 2;
            bb += (b[i] - meanB) ** 2;
        }
        return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : 0;
    };
    // Letter by letter a text drifts: pieces of it are looked for on their own, the further from its anchor the further.
    const profile = (picture, left, top, right, bottom) => {
        const values = [];
        for (let x = left; x < right; x++)
            values.push(ink(picture, x - BLUR, top - UPRIGHT, x + BLUR, bottom + UPRIGHT));
        return values;
    };
    const likeness = (text) => {
        const pixels = [text.left, text.top, text.right, text.bottom].map((value) => Math.round(value * scale));
        const [left, top, right, bottom] = pixels;
        const count = Math.max(1, Math.round((right - left) / PIECE)), reach = Math.ceil(SHIFT + DRIFT * (right - left));
        let sum = 0;
        for (let i = 0; i < count; i++) {
            const [from, to] = [i, i + 1].map((k) => left + Math.round((right - left) * k / count));
            const wanted = profile(one, from, top, to, bottom), found = profile(two, from - reach, top, to + reach, bottom);
            let best = 0;
            for (let shift = 0; shift <= 2 * reach; shift++)
                best = Math.max(best, correlation(wanted, found.slice(shift, shift + wanted.length)));
            sum += best / count;
        }
        return sum;
    };
    if (window.drawn?.url !== first)
        window.drawn = await draw(first);
    const one = window.drawn, two = await draw(second);
    const faults = texts.map((text) => [text, likeness(text)]).filter(([, alike]) => alike < ALIKE)
        .map(([{ text }, alike]) => `"${text}" is alike by ${alike.toFixed(2)} only`);
    for (const { name, least, most, boxes } of elements) {
        const about = (picture) => boxes.reduce((sum, { left, top, right, bottom }) =>
            sum + ink(picture, left * scale, top * scale, right * scale, bottom * scale), 0);
        const [wanted, found] = [about(one), about(two)];
        if (wanted > 1 && (found < least * wanted || found > most * wanted))
            faults.push(`${name} has ${(found / wanted).toFixed(2)} of its ink`);
    }
    for (let y = 0; y < height; y += BLOCK)
        for (let x = 0; x < width; x += BLOCK) {
            const wanted = ink(one, x, y, x + BLOCK, y + BLOCK), found = ink(two, x, y, x + BLOCK, y + BLOCK);
            if (Math.abs(wanted - found) > ELSEWHERE * BLOCK * BLOCK)
                faults.push(`there is other ink about ${x / scale}, ${y / scale}`);
        }
    return { width: two.width, height: two.height, faults };
}
