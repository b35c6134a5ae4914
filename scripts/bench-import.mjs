// npm run bench:import: a list of 20.000 people into a demo ward, measured from outside the process that reads it.
import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import writeExcelFile from 'write-excel-file/node';
import { setUp } from './setup.mjs';

const PEOPLE = Number(process.argv[2] ?? 20_000);
const PORT = 3979;
const ADDRESS = `http://127.0.0.1:${PORT}`;
const dataDir = mkdtempSync(path.join(tmpdir(), 'go-cua-bench-'));

await setUp();
let server;
try {
  // The first start seeds, and the memory of that is not the import's.
  await start();
  await stop();
  await start();
  console.log(`Đọc ${PEOPLE} người vào phường mẫu 7.200 người; máy chủ rỗi dùng ${memory()} MB.`);
  const list = await makeList();
  console.log(`Tệp .xlsx: ${(list.length / 1_048_576).toFixed(1)} MB.`);
  const browser = await signIn();
  await measure('Lần đầu', browser, list, true);
  await measure('Lần hai, cùng tệp', browser, list, false);
} finally {
  await stop();
  rmSync(dataDir, { recursive: true, force: true });
}

/** Households of four in the streets of the demo ward: every name, number and phone is made up. */
async function makeList() {
  const families = ['Nguyễn', 'Trần', 'Lê', 'Phạm', 'Nguyễn', 'Hoàng', 'Vũ', 'Nguyễn', 'Đặng', 'Bùi', 'Đỗ', 'Nguyễn', 'Ngô', 'Dương', 'Lý'];
  const middles = ['Văn', 'Thị', 'Đức', 'Minh', 'Thu', 'Quang', 'Ngọc', 'Thị Thanh', 'Thị Minh', 'Hữu', 'Xuân', 'Đình', 'Công', 'Thị Thu', 'Thị Ngọc', 'Bá', 'Trọng', 'Thị Hồng', 'Khánh', 'Gia'];
  const given = 'An Anh Bình Bích Châu Chi Cường Dũng Dung Đạt Đông Giang Hà Hạnh Hải Hằng Hiền Hoa Hòa Hùng Huy Hương Khánh Khoa Lan Linh Long Loan Mai Minh Nam Nga Ngân Nhung Oanh Phúc Phương Quân Quỳnh Sơn Tâm Tân Thảo Thắng Thành Thủy Tiến Toàn Trang Trung Tú Tuấn Tùng Uyên Vân Vi Việt Vinh Xuân Yến'.split(' ');
  // A fixed sequence of chances, so that every run has the same list.
  let seed = 26;
  const pick = (list) => list[(seed = (seed * 48_271) % 2_147_483_647) % list.length];
  const streets = ['Phạm Hồng Thái', 'Trúc Bạch', 'Châu Long', 'Ngũ Xã', 'Trấn Vũ', 'Nguyễn Khắc Hiếu', 'Đặng Dung', 'Phó Đức Chính'];
  const text = (value) => ({ value, type: String });
  const rows = [['STT', 'Mã hộ', 'Họ và tên', 'Ngày sinh', 'Giới tính', 'Số CCCD', 'Điện thoại', 'Quan hệ với chủ hộ', 'Địa chỉ', 'Tổ dân phố', 'Thường trú/Tạm trú', 'VNeID', 'Ghi chú']];
  for (let i = 0; i < PEOPLE; i += 1) {
    const home = Math.floor(i / 4);
    const year = 1940 + (i * 7) % 70;
    const sex = i % 2;
    const number = `098${(year < 2000 ? 0 : 2) + sex}${String(year % 100).padStart(2, '0')}${String(i).padStart(6, '0')}`;
    rows.push([
      i + 1, text(i % 4 === 0 ? `B${String(home).padStart(5, '0')}` : ''), text(`${pick(families)} ${pick(middles)} ${pick(given)}`.toUpperCase()),
      text(`${1 + (i % 28)}/${1 + (i % 12)}/${year}`), sex ? 'Nữ' : 'Nam', text(number), text(`09${String(10_000_000 + i)}`), ['Chủ hộ', 'Vợ', 'Con', 'Con'][i % 4],
      text(i % 4 === 0 ? `Số ${1 + (home % 97)} ngõ ${1 + (home % 61)} phố ${streets[home % 8]}` : ''), text(`Tổ ${1 + (home % 20)}`), 'Thường trú', i % 3 ? 'Mức 2' : 'Chưa có', text(`dòng ${i}`),
    ]);
  }
  return writeExcelFile(rows).toBuffer();
}

async function measure(title, browser, list, isNew) {
  const form = new FormData();
  form.set('_csrf', await browser.token('/imports/new'));
  form.set('list', new Blob([list]), 'danh-sach.xlsx');
  let peak = 0;
  const slowest = { page: 0 };
  let isRunning = true;
  const watching = (async () => {
    while (isRunning) {
      const at = performance.now();
      await fetch(`${ADDRESS}/healthz`);
      slowest.page = Math.max(slowest.page, performance.now() - at);
      peak = Math.max(peak, memory());
      await sleep(20);
    }
  })();
  const began = performance.now();
  const sent = await browser.request('/imports', { method: 'POST', body: form });
  const location = sent.headers.get('location');
  if (!location) throw new Error(`upload answered ${sent.status}`);
  for (;;) {
    const page = await browser.request(location);
    const html = await page.text();
    if (page.headers.get('refresh')) { await sleep(250); continue; }
    const seconds = (performance.now() - began) / 1000;
    const tabs = [...html.matchAll(/verdict=\w+"[^>]*>([^<]+)</g)].map((match) => match[1].trim());
    console.log(`${title}: xem trước sau ${seconds.toFixed(1)} s; cao nhất ${peak} MB; trang khác chờ lâu nhất ${slowest.page.toFixed(0)} ms; ${tabs.join(', ')}`);
    break;
  }
  if (isNew) {
    const confirming = performance.now();
    const body = new URLSearchParams({ _csrf: await browser.token(location), leaveOutWrong: '1', skipUndecided: '1', createGroups: '1' });
    const written = await browser.request(`${location}/confirmation`, { method: 'POST', body });
    console.log(`${title}: ghi vào sổ (trả lời ${written.status}) sau ${((performance.now() - confirming) / 1000).toFixed(1)} s; cao nhất ${peak} MB`);
  }
  isRunning = false;
  await watching;
}

async function signIn() {
  let cookie = '';
  const request = async (url, options = {}) => {
    const response = await fetch(ADDRESS + url, { ...options, redirect: 'manual', headers: { cookie } });
    const set = response.headers.getSetCookie()[0];
    if (set) cookie = set.split(';')[0];
    return response;
  };
  const token = async (url) => /name="_csrf" value="([^"]+)"/.exec(await (await request(url)).text())[1];
  const body = new URLSearchParams({ _csrf: await token('/login'), username: 'admin', password: 'truc-bach-2026' });
  const response = await request('/login', { method: 'POST', body });
  if (response.status !== 303) throw new Error(`sign-in answered ${response.status}`);
  return { request, token };
}

async function start() {
  server = spawn(process.execPath, ['dist/src/server.js', '--residents', '7200'], {
    env: { ...process.env, NODE_ENV: 'production', DATA_DIR: dataDir, PORT: String(PORT), LOG_LEVEL: 'error', COOKIE_SECURE: '0',
      SESSION_SECRET: 'x'.repeat(40), SEALING_KEY: Buffer.alloc(32, 1).toString('base64'), LOOKUP_KEY: Buffer.alloc(32, 2).toString('base64') },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of server.stdout) if (String(line).includes(ADDRESS)) break;
  server.stdout.resume?.();
  await sleep(1500);
}

async function stop() {
  if (!server || server.exitCode !== null) return;
  const ended = new Promise((resolve) => { server.once('exit', resolve); });
  server.kill('SIGINT');
  await ended;
}

/** Resident memory of the server in MB. */
function memory() {
  return Math.round(Number(spawnSync('ps', ['-o', 'rss=', '-p', String(server.pid)]).stdout) / 1024);
}
