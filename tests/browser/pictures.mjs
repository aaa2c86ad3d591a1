// The pictures in a real browser: node pictures.mjs MINAOSHI STUDY SCRATCH GALLERY
// Draws every kind in both languages of STUDY, of a study whose labels are hostile, and of the smallest there can be, and
// looks at what the browser makes of each SVG: where every text stands, and whether the PNG shows the same, as it must in
// GALLERY too. Each check is told in a line of its own; the exit status is 0 when all held.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { compare, elementsOf } from './comparing.mjs';
import { alikeInGrey, labelsMissing, look, neighbours, shades, texts } from './looking.mjs';
import { check, copyStudy, finish, launch } from './running.mjs';

const [program, source, scratch, gallery] = process.argv.slice(2);
if (!gallery) {
    console.error('usage: node pictures.mjs MINAOSHI STUDY SCRATCH GALLERY');
    process.exit(2);
}
const here = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);

const LANGUAGES = ['en', 'ja'];
const KINDS = ['trend', 'status', 'strata', 'change', 'forecast', 'bounds', 'margin', 'oc'];
const WIDTH = 800;
const HIGHEST = 1100; // of STUDY, in pixels: what fits on a page of A4 beside its caption
const SMALLEST_TEXT = 11.5;
const TEXT_GAP = 7.5; // between labels of an axis; 8 are laid out, by widths that are rounded up
const SCALE = 2; // pixels of the PNG for one of the SVG
const REMOVED = 3; // elements of a kind that are left out one by one, to see that it is told
const TELLS_APART = 1.25; // contrast of neighbouring shades in grey

function checkNone(name, faults) {
    check(name, faults.length === 0, `${faults.length}: ${faults.slice(0, 5).join('; ')}`);
}

// One wave, one item, one stratum, and no rules.
function makeSmallest(folder) {
    fs.mkdirSync(folder, { recursive: true });
    fs.writeFileSync(path.join(folder, 'study.yaml'), `version: 1
study: smallest
title: {ja: 最小, en: Smallest}
institution: {code: code}
strata: {column: stratum, values: [{id: all, label: {ja: すべて, en: All}, also: [a]}]}
scales: {state: [{id: y, label: {ja: はい, en: "Yes"}, also: [y]}, {id: n, label: {ja: いいえ, en: "No"}, also: [n]}]}
items: [{id: one, label: {ja: 一つ, en: One}, column: q, scale: state, adopted: [y]}]
waves: {2021: {files: [answers.csv]}}
`);
    fs.writeFileSync(path.join(folder, 'answers.csv'), 'code,stratum,q\n1,a,y\n2,a,n\n3,a,n\n');
}

const studies = [
    { name: 'study', kinds: KINDS, highest: HIGHEST, fewLines: true, make: (folder) => copyStudy(source, folder) },
    // what is suppressed there leaves no margin that may be published
    { name: 'hostile', kinds: KINDS, internal: ['margin'], highest: Infinity,
        make: (folder) => execFileSync('sh', [path.join(here, 'hostile_pictures.sh'), folder]) },
    { name: 'smallest', kinds: ['trend', 'status', 'strata'], highest: HIGHEST, make: makeSmallest },
];

function draw(study) {
    study.folder = path.join(scratch, study.name);
    study.make(study.folder);
    study.yaml = fs.readFileSync(path.join(study.folder, 'study.yaml'), 'utf8');
    const run = (...words) => execFileSync(program, words, { stdio: ['ignore', 'ignore', 'inherit'] });
    const plot = (kinds, ...words) => {
        for (const kind of kinds)
            for (const language of LANGUAGES)
                for (const suffix of ['svg', 'png'])
                    run('plot', study.folder, kind, '--lang', language, '-o', fileOf(study, kind, language, suffix),
                        ...words);
    };
    if (study.kinds === KINDS) {
        run('review', study.folder, '--plots', 'all', '--quiet');
        plot(study.internal ?? [], '--internal');
    } else { // a review needs rules
        fs.mkdirSync(path.join(study.folder, 'out'));
        run('import', study.folder, '--quiet');
        plot(study.kinds);
    }
    const drawn = fs.readdirSync(path.join(study.folder, 'out')).filter((name) => name.endsWith('.svg')).sort();
    const expected = study.kinds.flatMap((kind) => LANGUAGES.map((language) => `${kind}.${language}.svg`)).sort();
    check(`${study.name}: every kind that it has numbers for is drawn`, drawn.join() === expected.join(), drawn.join(' '));
}

function fileOf(study, kind, language, suffix) {
    return path.join(study.folder, 'out', `${kind}.${language}.${suffix}`);
}
function readSvg(study, kind, language) {
    return fs.readFileSync(fileOf(study, kind, language, 'svg'), 'utf8');
}

function urlOfSvg(svg) {
    return `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`;
}
function urlOfPng(file) {
    return `data:image/png;base64,${fs.readFileSync(file).toString('base64')}`;
}

async function show(page, svg) {
    await page.setContent(`<!DOCTYPE html><body style="margin:0">${svg.replace(/<\?xml[^>]*>/, '')}`);
    return page.evaluate(look);
}

// What another picture lacks, or has more than an SVG of which `seen` was seen.
async function differences(page, seen, svg, other) {
    const size = { width: SCALE * seen.width, height: SCALE * seen.height };
    return page.evaluate(compare, { first: urlOfSvg(svg), second: other, scale: SCALE, ...size, ...elementsOf(seen) });
}

async function checkPicture(page, study, kind, language) {
    const name = `${study.name}, ${kind}.${language}`;
    const svg = readSvg(study, kind, language), seen = await show(page, svg);
    check(`${name}: the page is ${WIDTH} pixels wide and not too high`,
        seen.width === WIDTH && seen.height <= study.highest, `${seen.width}x${seen.height}`);
    checkNone(`${name}: every text lies within the page`, texts.outside(seen));
    checkNone(`${name}: no text overlaps another`, texts.overlapping(seen));
    checkNone(`${name}: no text lies over a mark`, texts.overMarks(seen, kind));
    checkNone(`${name}: no text is smaller than ${SMALLEST_TEXT} pixels`, texts.small(seen, SMALLEST_TEXT));
    checkNone(`${name}: labels of an axis stand apart`, neighbours(seen, TEXT_GAP));
    checkNone(`${name}: every label appears, whole or with …`, labelsMissing(seen, study.yaml, kind, language));
    if (['status', 'forecast', 'margin', 'bounds'].includes(kind))
        checkNone(`${name}: neighbouring shades can be told in grey`, shades(seen, TELLS_APART));
    if (study.fewLines && ['trend', 'oc'].includes(kind)) // there are five dashes
        checkNone(`${name}: lines can be told without colour`, alikeInGrey(seen));
    const found = await differences(page, seen, svg, urlOfPng(fileOf(study, kind, language, 'png')));
    check(`${name}: the PNG has ${SCALE} pixels for one`,
        found.width === SCALE * seen.width && found.height === SCALE * seen.height, `${found.width}x${found.height}`);
    checkNone(`${name}: the PNG shows the same`, found.faults);
}

// That the comparison tells what it should: another picture, and the same one without one of its elements.
async function checkComparison(page, study, kind) {
    const svg = readSvg(study, kind, 'en'), seen = await show(page, svg);
    const other = KINDS[(KINDS.indexOf(kind) + 1) % KINDS.length];
    for (const [what, png] of [['language', [kind, 'ja']], ['kind', [other, 'en']]]) {
        const found = await differences(page, seen, svg, urlOfPng(fileOf(study, ...png, 'png')));
        check(`comparison, ${kind}: another ${what} is told`, found.faults.length > 0, 'nothing was');
    }
    const measured = new Set(elementsOf(seen).elements.map(({ kind, index }) => `${kind} ${index}`));
    const drawn = svg.replace(/<defs>[^]*<\/defs>/, (defs) => ' '.repeat(defs.length));
    const places = (what, pattern) => [...drawn.matchAll(pattern)].filter((_, i) => measured.has(`${what} ${i}`));
    const removable = {
        text: [...drawn.matchAll(/<text>[^<]*[^<\s][^<]*<\/text>/g)],
        // gnuplot draws the axis of trend twice, and over a line of the grid
        line: places('line', /<path [^>]*>/g).filter(([text]) => !/gridline|rgb\( 68, {2}68, {2}68\)/.test(text)),
        point: places('point', /<use (?![^>]*#gpDot)[^>]*>/g).filter(([text]) => !text.includes('#FFFFFF')),
        area: places('area', /<polygon [^>]*>/g),
    };
    for (const [what, all] of Object.entries(removable)) {
        const untold = [];
        for (let i = 0; i < all.length; i += Math.ceil(all.length / REMOVED)) {
            const [text] = all[i], at = all[i].index;
            const found = await differences(page, seen, svg, urlOfSvg(svg.slice(0, at) + svg.slice(at + text.length)));
            if (found.faults.length === 0)
                untold.push(text.slice(0, 100));
        }
        if (all.length)
            checkNone(`comparison, ${kind}: a missing ${what} is told`, untold);
    }
}

fs.rmSync(scratch, { recursive: true, force: true });
fs.mkdirSync(scratch, { recursive: true });
const browser = await launch();
try {
    const page = await browser.newPage({ viewport: { width: WIDTH, height: 900 } });
    for (const study of studies) {
        draw(study);
        for (const kind of study.kinds)
            for (const language of LANGUAGES)
                await checkPicture(page, study, kind, language);
    }
    for (const kind of KINDS)
        for (const language of LANGUAGES) {
            const svg = fs.readFileSync(path.join(gallery, `${kind}.${language}.svg`), 'utf8');
            const png = urlOfPng(path.join(gallery, `${kind}.${language}.png`));
            const found = await differences(page, await show(page, svg), svg, png);
            checkNone(`gallery, ${kind}.${language}: the PNG shows the same`, found.faults);
        }
    for (const kind of ['trend', 'status', 'forecast']) // lines and points, areas with texts, areas on areas
        await checkComparison(page, studies[0], kind);
} finally {
    await browser.close();
}
finish();
