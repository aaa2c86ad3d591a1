// The memo in a real browser: node memo.mjs MINAOSHI STUDY SCRATCH
// Reviews a copy of STUDY in SCRATCH, opens what it wrote, and leaves screenshots and the printed memo there. Each
// check is told in a line of its own; the exit status is 0 when all held.
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import axe from 'axe-core';
import { check, copyStudy, finish, launch } from './running.mjs';

const [program, source, scratch] = process.argv.slice(2);
if (!scratch) {
    console.error('usage: node memo.mjs MINAOSHI STUDY SCRATCH');
    process.exit(2);
}

// How many A4 pages a memo takes may change with what it says, but not without being looked at.
const PAGES = { ja: 10, en: 9 };
const SCHEMES = ['light', 'dark'];
const WIDTHS = [360, 768, 1280];
// What is left of A4 by the margins of the page, in CSS pixels (96 an inch).
const PRINTED = { width: Math.floor((178 / 25.4) * 96), height: Math.floor((261 / 25.4) * 96) };

// Relative luminance of a CSS colour "rgb(1, 2, 3)", WCAG 2.1.
function luminance(colour) {
    const [r, g, b] = colour.match(/[\d.]+/g).slice(0, 3).map((text) => {
        const value = Number(text) / 255;
        return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

async function openMemo(browser, file, options) {
    const context = await browser.newContext({ locale: 'en-GB', ...options });
    const page = await context.newPage();
    const told = [];
    const asked = [];
    page.on('console', (message) => told.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', (error) => told.push(String(error)));
    page.on('request', (request) => asked.push(request.url()));
    const url = pathToFileURL(file).href;
    await page.goto(url, { waitUntil: 'load' });
    return { context, page, told, elsewhere: asked.filter((address) => address !== url && !address.startsWith('data:')) };
}

async function checkLoads(browser, file, language) {
    const { context, page, told, elsewhere } = await openMemo(browser, file, {});
    check(`${language}: nothing is told on the console`, told.length === 0, told.join('; '));
    check(`${language}: nothing is asked of elsewhere`, elsewhere.length === 0, elsewhere.join(' '));
    const seen = await page.evaluate(() => ({
        language: document.documentElement.lang,
        title: document.title,
        scripts: document.querySelectorAll('script').length,
        pictures: document.querySelectorAll('figure [role=img] svg').length,
        glance: document.querySelectorAll('.response h2 ~ figure svg').length,
        named: [...document.querySelectorAll('.picture')].every((e) => (e.getAttribute('aria-label') ?? '').length > 20),
        headings: document.querySelectorAll('h1').length,
        doubled: [...document.querySelectorAll('[id]')].map((e) => e.id).filter((id, i, all) => all.indexOf(id) !== i),
    }));
    check(`${language}: the page names its language`, seen.language === language, seen.language);
    check(`${language}: it has a title and one first heading`, seen.title && seen.headings === 1, JSON.stringify(seen));
    check(`${language}: it has no script`, seen.scripts === 0, seen.scripts);
    check(`${language}: it has its two pictures`, seen.pictures === 2, seen.pictures);
    check(`${language}: one of them stands with the proposal`, seen.glance === 1, seen.glance);
    check(`${language}: each picture says in words what it shows`, seen.named, 'one has no name');
    check(`${language}: no id stands twice`, seen.doubled.length === 0, seen.doubled.join(' '));
    await context.close();
}

async function checkAccess(browser, file, language, colorScheme) {
    const { context, page } = await openMemo(browser, file, { colorScheme });
    await page.evaluate(axe.source);
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'];
    const result = await page.evaluate((values) => window.axe.run(document, { runOnly: { type: 'tag', values } }), tags);
    const faults = result.violations.map((v) => `${v.id} (${v.nodes.length}: ${v.nodes[0].target})`);
    check(`${language}, ${colorScheme}: axe-core finds nothing`, faults.length === 0, faults.join('; '));
    const colours = await page.evaluate(() => {
        const style = getComputedStyle(document.body);
        return { paper: style.backgroundColor, ink: style.color };
    });
    const [paper, ink] = [luminance(colours.paper), luminance(colours.ink)];
    const contrast = (Math.max(paper, ink) + 0.05) / (Math.min(paper, ink) + 0.05);
    check(`${language}, ${colorScheme}: the paper is ${colorScheme}`, colorScheme === 'dark' ? paper < 0.1 : paper > 0.9,
        colours.paper);
    check(`${language}, ${colorScheme}: text stands out from the paper`, contrast >= 7, contrast.toFixed(1));
    await page.screenshot({ path: path.join(scratch, `memo.${language}.${colorScheme}.png`), fullPage: true });
    await context.close();
}

async function checkWidths(browser, file, language) {
    for (const width of WIDTHS) {
        const { context, page } = await openMemo(browser, file, { viewport: { width, height: 900 } });
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        check(`${language}: at ${width} pixels the page does not scroll sideways`, wide <= width, wide);
        const highest = await page.$$eval('tr', (rows) => Math.max(...rows.map((row) => Math.round(row.clientHeight))));
        check(`${language}: at ${width} pixels tables scroll before their cells become pillars`, highest < 200, highest);
        await page.screenshot({ path: path.join(scratch, `memo.${language}.${width}.png`) });
        await context.close();
    }
}

// Whether the verdict, its margin in institutions and the trend with the levels lie within the first `height` pixels.
async function glance(page, height) {
    return page.evaluate((most) => {
        const parts = ['.response h2', '.response p strong', '.response svg'].map((name) => document.querySelector(name));
        const ends = parts.map((part) => (part ? Math.round(part.getBoundingClientRect().bottom) : 'missing'));
        return { ends, whole: ends.every((end) => typeof end === 'number' && end > 0 && end <= most) };
    }, height);
}

async function checkGlance(browser, file, language) {
    const viewport = { width: 1280, height: 900 };
    const screen = await openMemo(browser, file, { viewport });
    const seen = await glance(screen.page, viewport.height);
    check(`${language}: verdict, margin and trend stand on the first screen`, seen.whole, seen.ends);
    await screen.context.close();
    const paper = await openMemo(browser, file, { viewport: PRINTED });
    await paper.page.emulateMedia({ media: 'print' });
    const printed = await glance(paper.page, PRINTED.height);
    check(`${language}: they stand on the first printed page`, printed.whole, printed.ends);
    await paper.context.close();
}

// A narrow screen makes no text of a picture smaller: the picture scrolls within its box, also by the keyboard.
async function checkPictures(browser, file, language) {
    const { context, page } = await openMemo(browser, file, { viewport: { width: 360, height: 900 } });
    const frames = await page.$$eval('.frame', (all) => all.map((frame) => ({
        picture: frame.querySelector('svg').getBoundingClientRect().width,
        scrolls: frame.scrollWidth > frame.clientWidth && frame.tabIndex === 0,
        named: document.getElementById(frame.getAttribute('aria-labelledby'))?.textContent.trim().length > 5,
    })));
    check(`${language}: at 360 pixels pictures stay wide in a box that scrolls and has a name`, frames.length === 2 &&
        frames.every((frame) => frame.picture >= 580 && frame.scrolls && frame.named), JSON.stringify(frames));
    await page.focus('.frame');
    await page.keyboard.press('ArrowRight');
    await page.waitForFunction(() => document.querySelector('.frame').scrollLeft > 0, null, { timeout: 5000 }).catch(() => {});
    const moved = await page.$eval('.frame', (frame) => frame.scrollLeft);
    check(`${language}: the arrow keys move it`, moved > 0, moved);
    await context.close();
}

// A table that no page holds: its rows stay whole, and its head is printed again on each page that it goes on to.
async function checkLongTable(browser, file, language) {
    const { context, page } = await openMemo(browser, file, {});
    await page.evaluate(() => {
        const short = [...document.querySelectorAll('figure')].filter((f) => f.querySelector('table')).at(-1);
        const long = short.cloneNode(true);
        const row = long.querySelector('tbody tr');
        for (let i = 0; i < 150; i++)
            row.after(row.cloneNode(true));
        short.after(long);
    });
    await page.emulateMedia({ media: 'print' });
    const found = await page.evaluate(() => {
        const [short, long] = [...document.querySelectorAll('figure')].filter((f) => f.querySelector('table')).slice(-2);
        const style = (node) => getComputedStyle(node);
        return {
            short: style(short).breakInside,
            long: style(long).breakInside,
            row: style(long.querySelector('tbody tr')).breakInside,
            head: style(long.querySelector('thead')).display,
            caption: style(long.querySelector('figcaption')).breakAfter,
        };
    });
    const right = { short: 'avoid', long: 'auto', row: 'avoid', head: 'table-header-group', caption: 'avoid' };
    check(`${language}: short tables are printed whole, long ones part between rows`,
        JSON.stringify(found) === JSON.stringify(right), JSON.stringify(found));
    const printed = await page.pdf({ preferCSSPageSize: true, path: path.join(scratch, `long.${language}.pdf`) });
    const pages = (printed.toString('latin1').match(/\/Type\s*\/Page\b/g) ?? []).length;
    check(`${language}: the long one goes on over pages`, pages >= PAGES[language] + 3, pages);
    await context.close();
}

async function checkPrint(browser, file, language) {
    const { context, page } = await openMemo(browser, file, { colorScheme: 'dark' });
    const printed = await page.pdf({ preferCSSPageSize: true, printBackground: true,
        path: path.join(scratch, `memo.${language}.pdf`) });
    const text = printed.toString('latin1');
    const pages = (text.match(/\/Type\s*\/Page\b/g) ?? []).length;
    check(`${language}: it prints on ${PAGES[language]} pages`, pages === PAGES[language], pages);
    const boxes = [...text.matchAll(/\/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)\s*\]/g)];
    const isA4 = ([, width, height]) => Math.abs(width - 595.28) < 1.5 && Math.abs(height - 841.89) < 1.5;
    check(`${language}: each page is A4`, boxes.length > 0 && boxes.every(isA4), boxes.map((b) => b[0]).join(' '));
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    check(`${language}: paper is white also where the screen is dark`,
        paper === 'rgba(0, 0, 0, 0)' || luminance(paper) > 0.9, paper);
    await context.close();
}

fs.rmSync(scratch, { recursive: true, force: true });
fs.mkdirSync(scratch, { recursive: true });
const study = path.join(scratch, 'study');
copyStudy(source, study);
execFileSync(program, ['review', study, '--quiet'], { stdio: ['ignore', 'ignore', 'inherit'] });
const memos = fs.readdirSync(path.join(study, 'out')).filter((name) => /^memo-\d+\.(ja|en)\.html$/.test(name)).sort();
check('a memo in each language', memos.length === 2, memos.join(' '));

const browser = await launch();
try {
    for (const name of memos) {
        const language = name.split('.')[1];
        const file = path.join(study, 'out', name);
        await checkLoads(browser, file, language);
        for (const scheme of SCHEMES)
            await checkAccess(browser, file, language, scheme);
        await checkWidths(browser, file, language);
        await checkGlance(browser, file, language);
        await checkPictures(browser, file, language);
        await checkLongTable(browser, file, language);
        await checkPrint(browser, file, language);
    }
} finally {
    await browser.close();
}
finish();
