import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSound } from '../../../../src/features/office/guides/sound-file';
import { createGuide, createService, createTopic } from '../../../support/factories';
import { expectRefused, read, sharedApp, words, type TestAgent } from '../../../support/test-app';

// Recorded by a browser: two seconds of a tone. The Ogg holds the packets of the WebM, with a title and a place.
const [WEBM, MP4, OGG] = ['sound.webm', 'sound.mp4', 'sound.ogg'].map((name) =>
  readFileSync(join(__dirname, '../../../fixtures', name)),
) as [Buffer, Buffer, Buffer];

/** An Ogg page of one packet, or of its first or middle 255 bytes. */
function oggPage(granule: number, body: Buffer): Buffer {
  const head = Buffer.alloc(28);
  head.write('OggS');
  head.writeBigInt64LE(BigInt(granule), 6);
  head[26] = 1;
  head[27] = body.length;
  return Buffer.concat([head, body]);
}

/** Ogg pages around no sound: the last one says how long it is. */
function ogg(seconds: number, comments = [Buffer.from('OpusTags\0\0\0\0\0\0\0\0')]): Buffer {
  const opus = Buffer.alloc(19);
  opus.write('OpusHead');
  opus.writeUInt16LE(312, 10);
  return Buffer.concat([
    oggPage(0, opus),
    ...comments.map((body) => oggPage(0, body)),
    oggPage(312 + seconds * 48_000, Buffer.from('sound')),
  ]);
}

/** The remainder of an Ogg page by the polynomial of RFC 3533, bit by bit: its checksum, if that stood at 0. */
function remainderOf(page: Buffer): number {
  let rest = 0n;
  for (const byte of Buffer.concat([page, Buffer.alloc(4)])) {
    rest = (rest << 8n) | BigInt(byte);
    for (let bit = 39n; bit >= 32n; bit -= 1n) if ((rest >> bit) & 1n) rest ^= 0x104c11db7n << (bit - 32n);
  }
  return Number(rest);
}

/** An element of WebM. */
const element = (id: string, body: Buffer): Buffer =>
  Buffer.concat([Buffer.from(id, 'hex'), Buffer.from([0x80 + body.length]), body]);

describe('what a sound is', () => {
  test('is read from its bytes: type and length', () => {
    expect(readSound(WEBM)).toMatchObject({ type: 'audio/webm', seconds: expect.closeTo(1.92, 1) as number });
    expect(readSound(MP4)).toMatchObject({ type: 'audio/mp4', seconds: expect.closeTo(1.94, 1) as number });
    expect(readSound(OGG)).toMatchObject({ type: 'audio/ogg', seconds: expect.closeTo(1.97, 1) as number });
    expect(readSound(ogg(12.5))).toMatchObject({ type: 'audio/ogg', seconds: 12.5 });
  });

  test('nothing else is one, however it begins and wherever it ends', () => {
    for (const bytes of [
      Buffer.alloc(0),
      Buffer.from('<script>'),
      Buffer.from('OggS'),
      Buffer.from('xxxxftypM4A '),
      WEBM.subarray(0, 60),
      ogg(0),
      ogg(5, []),
      // The end did not arrive.
      ...[WEBM, MP4, OGG].map((whole) => whole.subarray(0, -20)),
    ])
      expect(readSound(bytes)).toBeNull();
    for (const whole of [MP4, WEBM, OGG])
      for (let end = 0; end < whole.length; end += 7) readSound(whole.subarray(0, end));
  });

  const PLACE = '+21.0412+105.8412';
  // The index at the begin of the file names this element first.
  const info = WEBM.indexOf(Buffer.from('1549a966', 'hex'), 100);
  test.each([
    ['MP4', Buffer.concat([MP4, Buffer.from(`\0\0\0\x1audta${PLACE}?`)])],
    ['Ogg', OGG],
    ['Ogg, over several pages', ogg(5, [Buffer.from(`OpusTags${PLACE.repeat(15)}`.slice(0, 255)), Buffer.from(PLACE)])],
    [
      'WebM, before its track',
      Buffer.concat([WEBM.subarray(0, info), element('7ba9', Buffer.from(PLACE)), WEBM.subarray(info)]),
    ],
    ['WebM, short', Buffer.concat([WEBM, element('536e', Buffer.from('+21'))])],
    ['WebM, at its end', Buffer.concat([WEBM, element('1254c367', element('7373', Buffer.from(PLACE)))])],
  ])('what a telephone wrote about place and title is gone: %s', (_, given) => {
    expect(given.includes('+21')).toBe(true);
    const { bytes, seconds } = readSound(given)!;
    expect(bytes).toHaveLength(given.length);
    expect(bytes.includes('+21')).toBe(false);
    // Blanked once, it is a sound with nothing to blank.
    expect(readSound(bytes)).toMatchObject({ bytes, seconds });
  });

  test('an Ogg page that was blanked has the checksum of its new bytes', () => {
    const { bytes } = readSound(OGG)!;
    const [begin, end] = [bytes.indexOf('OggS', 1), bytes.indexOf('OggS', 48)];
    const next = bytes.indexOf('OggS', begin + 1);
    expect([begin, end]).toEqual([47, next]);
    const page = Buffer.from(bytes.subarray(begin, next));
    const sum = page.readUInt32LE(22);
    page.writeUInt32LE(0, 22);
    expect(remainderOf(page)).toBe(sum);
  });
});

describe('the steps of a service are said', () => {
  const app = sharedApp();
  let officer: TestAgent;
  let serviceId: string;
  let guideId: string;
  let steps: { id: string }[];
  beforeAll(async () => {
    officer = await app.as('officer');
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { secondLanguage: 'Tiếng Tày' } });
  });
  beforeEach(async () => {
    await app.db.prisma.spokenStep.deleteMany();
    const service = await createService(app.db, app.ward);
    serviceId = service.id;
    ({ id: guideId, steps } = await createGuide(app.db, app.ward, service));
  });

  const path = (id = serviceId) => `/public-services/${id}/sounds`;
  const seenOf = async ({ step = steps[0]!.id, language = '' }: Record<string, string>) =>
    (read(await officer.get(path()))(
      `[name=step][value="${step}"] ~ [name=language][value="${language}"] ~ [name=seen]`,
    ).val() as string) ?? '';
  /** Sends the form of a step as it is now. */
  const say = async (content: Buffer, given: Record<string, string> = {}, agent = officer) =>
    agent.upload(
      path(),
      'sound',
      { content, name: 'tiếng.webm' },
      { step: steps[0]!.id, language: '', text: '', seen: await seenOf(given), ...given },
    );
  const spoken = () => app.db.prisma.spokenStep.findMany({ orderBy: { language: 'asc' } });
  const events = (action: string) => app.db.prisma.auditEvent.count({ where: { subjectId: serviceId, action } });
  const publicPage = (query = '') => app.anonymous().get(`/guides/${guideId}${query}`);

  test('by an officer, and heard by anybody behind the code of the card, without a name', async () => {
    const page = await officer.get(path());
    expect([page.status, page.headers['permissions-policy']]).toEqual([
      200,
      expect.stringContaining('microphone=(self)'),
    ]);
    expect((await say(WEBM)).headers.location).toBe(`${path()}#step-${steps[0]!.id}`);
    const [row] = await spoken();
    expect(row).toMatchObject({
      language: '',
      words: 'Mở Cổng\ndichvucong.gov.vn',
      soundType: 'audio/webm',
      seconds: 2,
      spokenBy: app.users.officer.id,
    });
    expect(await events('spoken-step.save')).toBe(1);
    expect(words(await officer.get(path()))).toContain(app.users.officer.displayName);

    const shown = await publicPage();
    expect(read(shown)('audio').attr('src')).toBe(`/guide-sounds/${row!.id}`);
    expect(words(shown)).not.toContain(app.users.officer.displayName);
    expect(shown.headers['content-security-policy']).toContain("media-src 'self'");
    expect(shown.headers['permissions-policy']).toContain('microphone=()');
    const sound = await app.anonymous().get(`/guide-sounds/${row!.id}`);
    expect(sound.headers).toMatchObject({
      'content-type': 'audio/webm',
      'content-length': String(WEBM.length),
      'accept-ranges': 'bytes',
      'x-content-type-options': 'nosniff',
      'cache-control': 'private, max-age=86400, immutable',
    });
    expect((sound.body as Buffer).equals(WEBM)).toBe(true);
  });

  test('in parts, too, as some telephones ask', async () => {
    await say(WEBM);
    const [row] = await spoken();
    const part = (range: string) => app.anonymous().get(`/guide-sounds/${row!.id}`, { Range: range });
    const first = await part('bytes=0-1');
    expect([first.status, first.headers['content-range'], (first.body as Buffer).length]).toEqual([
      206,
      `bytes 0-1/${WEBM.length}`,
      2,
    ]);
    expect((await part(`bytes=${WEBM.length}-`)).status).toBe(416);
  });

  test('with a new recording in place of the old one, and the same one twice is saved once', async () => {
    for (const content of [WEBM, WEBM, MP4]) expect((await say(content)).status).toBe(303);
    expect(await spoken()).toMatchObject([{ soundType: 'audio/mp4' }]);
    expect(await events('spoken-step.save')).toBe(2);
  });

  test.each([
    ['no sound', Buffer.from('%PDF-1.7'), 'không phải bản ghi âm'],
    ['too long', ogg(31), 'Dài 31 giây, quá 30'],
    ['too big', Buffer.concat([WEBM, Buffer.alloc(400_000)]), 'quá 400 kB'],
  ])('not with a file that is %s: beside its field, and nothing changes', async (_, content, message) => {
    const answer = await say(content, { language: 'Tiếng Tày', text: 'Lời đã gõ' });
    expectRefused(answer, `sound-${steps[0]!.id}-2`, message);
    expect(read(answer)(`#text-${steps[0]!.id}-2`).val()).toBe('Lời đã gõ');
    expect(read(answer)('[data-error-summary] a').attr('href')).toBe(`#sound-${steps[0]!.id}-2`);
    expect(await spoken()).toEqual([]);
  });

  test('not with a text where Vietnamese is the step itself: beside its field', async () => {
    const answer = await say(WEBM, { text: 'Lời đã gõ' });
    expectRefused(answer, `text-${steps[0]!.id}`, 'Lời tiếng Việt là bước đã soạn');
    expect(read(answer)(`#text-${steps[0]!.id}`).val()).toBe('Lời đã gõ');
    expect(await spoken()).toEqual([]);
  });

  test('while another officer does: the later one sees both, and theirs stays until mine is sent again', async () => {
    const staff = await app.as('staff');
    const language = 'Tiếng Tày';
    await say(WEBM, { language, text: 'Lời đầu' });
    const seen = await seenOf({ language });
    await say(MP4, { language, text: 'Lời của văn phòng' }, staff);
    const answer = await say(WEBM, { language, text: 'Lời của tôi', seen });
    expect(answer.status).toBe(409);
    const page = read(answer);
    expect(page(`#text-${steps[0]!.id}-2`).val()).toBe('Lời của tôi');
    expect(page(`#text-${steps[0]!.id}-2-error`).text()).toContain(
      `${app.users.staff.displayName} vừa lưu bước này: “Lời của văn phòng”`,
    );
    expect(await spoken()).toMatchObject([{ text: 'Lời của văn phòng', soundType: 'audio/mp4' }]);
    const removal = { step: steps[0]!.id, language, seen };
    await officer.post(`${path()}/removal`, removal);
    expect(words(await officer.get(path()))).toContain('Chưa xóa: người khác vừa thay bản ghi âm.');
    expect(await spoken()).toMatchObject([{ soundType: 'audio/mp4' }]);
    const again = page(`#text-${steps[0]!.id}-2`).closest('form').find('[name=seen]').val() as string;
    expect((await say(Buffer.alloc(0), { language, text: 'Lời của tôi', seen: again })).status).toBe(303);
    expect(await spoken()).toMatchObject([{ text: 'Lời của tôi', soundType: 'audio/mp4' }]);
    // A sound alone: nothing is typed, and the first one stays.
    await say(WEBM, { language: '' }, staff);
    const late = await say(MP4, { language: '', seen: '' });
    expect([late.status, read(late)(`#sound-${steps[0]!.id}-error`).text().includes('vừa lưu bước này')]).toEqual([
      409,
      true,
    ]);
  });

  test('not with a file of many megabytes, nor with nothing', async () => {
    const huge = await say(Buffer.alloc(9 * 1_048_576));
    expect([huge.status, words(huge).includes('Ghi lại, ngắn hơn 30 giây')]).toEqual([413, true]);
    const empty = await say(Buffer.alloc(0));
    expectRefused(empty, `sound-${steps[0]!.id}`, 'Ghi âm, hoặc chọn một tệp');
    expect(await spoken()).toEqual([]);
  });

  test('in the second language of the ward: its text and sound in place of the Vietnamese ones', async () => {
    await say(WEBM);
    expect(read(await publicPage())('.taught-ways a').length).toBe(0);
    await say(MP4, { language: 'Tiếng Tày', text: 'Lời Tày của bước một' });
    const [vietnamese, second] = await spoken();
    expect(read(await publicPage('?steps=1-2'))('.taught-ways a').attr('href')).toBe('?steps=1-2&language=2');
    const page = await publicPage('?steps=1-2&language=2');
    expect(words(page)).toContain('Lời Tày của bước một');
    const languages = async () =>
      read(await publicPage('?steps=1-2&language=2'))('.taught-list b')
        .toArray()
        .map(({ attribs }) => attribs.lang);
    expect(await languages()).toEqual(['tyz', 'vi']);
    expect(words(page)).not.toContain('dichvucong.gov.vn');
    // What is not yet said in it stays Vietnamese.
    expect(words(page)).toContain('Bấm “Đăng nhập”');
    expect(
      read(page)('audio')
        .map((__, audio) => read(page)(audio).attr('src'))
        .toArray(),
    ).toEqual([`/guide-sounds/${second!.id}`]);
    expect(words(await publicPage())).toContain('dichvucong.gov.vn');
    expect(vietnamese!.language).toBe('');
    const unknown = await say(WEBM, { language: 'Tiếng Mán' });
    expect(unknown.status).toBe(404);
    // A language without one code: said to be unknown, because the page is Vietnamese.
    await app.db.prisma.spokenStep.updateMany({ where: { language: 'Tiếng Tày' }, data: { language: 'Tiếng Thái' } });
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { secondLanguage: 'Tiếng Thái' } });
    expect(await languages()).toEqual(['', 'vi']);
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { secondLanguage: 'Tiếng Tày' } });
  });

  test('and the next version keeps what is still said in the same words', async () => {
    await say(WEBM);
    const next = await createGuide(
      app.db,
      app.ward,
      { id: serviceId },
      { steps: [['Mở Cổng', 'dichvucong.gov.vn'], ['Bước mới']] },
    );
    const page = await app.anonymous().get(`/guides/${next.id}`);
    expect(
      read(page)('.taught-list li')
        .map((_, step) => read(page)(step).find('audio').length)
        .toArray(),
    ).toEqual([1, 0]);
  });

  test('until its sound is removed, once; a text stays', async () => {
    await say(WEBM, { language: 'Tiếng Tày', text: 'Lời Tày' });
    const [row] = await spoken();
    const remove = () =>
      officer.post(`${path()}/removal`, { step: steps[0]!.id, language: 'Tiếng Tày', seen: row!.id });
    await remove();
    await remove();
    expect(await spoken()).toMatchObject([{ text: 'Lời Tày', sound: null, spokenBy: null }]);
    expect(await events('spoken-step.remove-sound')).toBe(1);
    expect((await app.anonymous().get(`/guide-sounds/${row!.id}`)).status).toBe(404);
  });

  test('until the speaker leaves: disabling the account deletes the sounds', async () => {
    await say(WEBM);
    await say(MP4, { step: steps[1]!.id }, await app.as('staff'));
    await (await app.as('admin')).post(`/users/${app.users.officer.id}/deactivation`);
    const left = await spoken();
    expect(left.filter(({ sound }) => sound).map(({ spokenBy }) => spokenBy)).toEqual([app.users.staff.id]);
    const [event] = await app.db.prisma.auditEvent.findMany({ where: { action: 'user.deactivate' } });
    expect(event!.details).toMatchObject({ sounds: 1 });
    await (await app.as('admin')).post(`/users/${app.users.officer.id}/reactivation`);
    officer = await app.as('officer');
  });

  test('not in another ward, nor of a step of another service or a topic', async () => {
    const other = await createService(app.db, app.otherWard);
    const foreign = await createGuide(app.db, app.otherWard, other);
    const topic = await createTopic(app.db, app.ward);
    const script = await createGuide(app.db, app.ward, topic);
    for (const step of [foreign.steps[0]!.id, script.steps[0]!.id])
      expect((await say(WEBM, { step })).status).toBe(404);
    expect((await officer.post(`${path(other.id)}/removal`, {})).status).toBe(404);
    expect(words(await officer.get(path(topic.id)))).toContain('Chưa có bước nào');
    expect(await spoken()).toEqual([]);
    // The same words in two wards are said in each by its own team.
    await say(WEBM);
    expect(read(await app.anonymous().get(`/guides/${foreign.id}`))('audio').length).toBe(0);
  });

  test('while a ward without a second language is asked for Vietnamese only', async () => {
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { secondLanguage: '' } });
    const page = read(await officer.get(path()));
    expect(page('input[type=file]').length).toBe(3);
    expect(page('input[name=text]').length).toBe(0);
    await app.db.prisma.ward.update({ where: { id: app.ward.id }, data: { secondLanguage: 'Tiếng Tày' } });
  });
});
