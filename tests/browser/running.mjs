// What every test in a browser does: tells its checks, copies a study, starts the browser, and counts in the end.
import fs from 'node:fs';
import path from 'node:path';
import { chromium } from 'playwright-core';

let passed = 0;
let failed = 0;
export function check(name, holds, found) {
    if (holds) {
        passed++;
        console.log(`ok      ${name}`);
    } else {
        failed++;
        console.log(`FAILED  ${name}: ${found}`);
    }
}

function browserPath() {
    const names = ['chromium', 'chromium-browser', 'google-chrome'];
    for (const folder of (process.env.PATH ?? '').split(path.delimiter))
        for (const name of names) {
            const candidate = path.join(folder, name);
            if (fs.existsSync(candidate))
                return candidate;
        }
    throw new Error(`none of ${names.join(', ')} is on the PATH`);
}

// A study without what was made of it.
export function copyStudy(from, to) {
    fs.cpSync(from, to, { recursive: true, filter: (file) => !/survey\.db|\/out$|\/decisions$/.test(file) });
}

// Processes of root can't be put into Chromium's sandbox, and a bare system may have no shared memory.
export function launch() {
    return chromium.launch({ executablePath: browserPath(),
        args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'] });
}

export function finish() {
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed === 0 ? 0 : 1);
}
