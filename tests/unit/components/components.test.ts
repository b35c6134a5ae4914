import * as cheerio from 'cheerio';
import { renderTemplate } from '../../../src/web/page';

const ATTACK = '"><script>alert(1)</script>';
const LONG_NAME = 'Công Tằng Tôn Nữ Nguyễn Phan Hoàng Phương Thảo Nguyên';

/** Renders views/<name>.ejs on its own, as pages include it. */
const render = (name: string, params: Record<string, unknown>): cheerio.CheerioAPI =>
  cheerio.load(renderTemplate(name, params));

const component = (name: string, params: Record<string, unknown>) => render(`components/${name}`, params);

const fieldParams = {
  label: 'Họ và tên',
  name: 'people[0][name]',
  id: 'people-0-name',
  value: LONG_NAME,
  type: 'text',
  hint: '',
  error: '',
  required: false,
  autocomplete: 'off',
  inputmode: '',
};
const options = [
  { value: 'met', label: 'Đã gặp', hint: '', selected: true, checked: true },
  { value: 'refused', label: 'Chưa muốn', hint: 'ghi lý do' },
];

/** The components that take a label, hint and error, and the control that must be linked to them. */
const controls: [name: string, params: Record<string, unknown>, selector: string][] = [
  ['field', fieldParams, 'input'],
  ['textarea', { ...fieldParams, rows: 4 }, 'textarea'],
  ['select', { ...fieldParams, options }, 'select'],
  ['checkbox', { ...fieldParams, value: '1', checked: true }, 'input'],
  ['file-input', { ...fieldParams, accept: '.xlsx' }, 'input'],
];

describe.each(controls)('%s', (name, params, selector) => {
  test('its label belongs to the control', () => {
    const $ = component(name, params);
    expect(
      $(`label[for="${$(selector).attr('id')}"]`)
        .text()
        .trim(),
    ).toBe('Họ và tên');
    expect($(selector).attr('name')).toBe('people[0][name]');
  });

  test('without a hint or an error it points at nothing', () => {
    const control = component(name, params)(selector);
    expect(control.attr('aria-describedby')).toBeUndefined();
    expect(control.attr('aria-invalid')).toBeUndefined();
  });

  test('an error and a hint are read out with the control', () => {
    const $ = component(name, { ...params, hint: 'Như trên căn cước', error: 'Ghi họ và tên.' });
    const described = $(selector)
      .attr('aria-describedby')!
      .trim()
      .split(' ')
      .map((id) => $(`[id="${id}"]`).text());
    expect(described).toEqual(['Lỗi: Ghi họ và tên.', 'Như trên căn cước']);
    expect($(selector).attr('aria-invalid')).toBe('true');
  });
});

test('a time window has two named inputs, and each says what is wrong with it', () => {
  const input = (name: string, given: object) => ({
    name: `windows[0][${name}]`,
    id: `windows-0-${name}`,
    value: '',
    label: `Thứ Bảy, ${name}`,
    error: '',
    ...given,
  });
  const $ = component('time-window', {
    from: input('from', { value: '18:00' }),
    to: input('to', { error: 'Nhập giờ kết thúc.' }),
  });
  expect(
    $('input')
      .map((_, each) => $(each).attr('name'))
      .get(),
  ).toEqual(['windows[0][from]', 'windows[0][to]']);
  expect($('#windows-0-from').val()).toBe('18:00');
  expect($('#windows-0-from').attr('aria-invalid')).toBeUndefined();
  expect($(`#${$('#windows-0-to').attr('aria-describedby')}`).text()).toBe('Lỗi: Nhập giờ kết thúc.');
});

test('typed text comes back as it was', () => {
  expect(component('field', fieldParams)('input').val()).toBe(LONG_NAME);
  expect(component('textarea', { ...fieldParams, value: '\nHai dòng\nđầu trống', rows: 2 })('textarea').text()).toBe(
    '\nHai dòng\nđầu trống',
  );
  expect(component('select', { ...fieldParams, options })('option[selected]').text()).toBe('Đã gặp');
  expect(component('checkbox', { ...fieldParams, value: '1', checked: true })('input').is('[checked]')).toBe(true);
});

test('a required field tells the browser so', () => {
  expect(component('field', { ...fieldParams, required: true })('input').is('[required]')).toBe(true);
  expect(component('field', fieldParams)('input').is('[required]')).toBe(false);
});

test('choice cards are one named group, and the first card can be linked to', () => {
  const $ = component('choice-cards', {
    legend: 'Có ai mở cửa không?',
    name: 'outcome',
    id: 'outcome',
    type: 'radio',
    hint: '',
    error: 'Chọn một.',
    options,
  });
  expect($('fieldset > legend').text()).toBe('Có ai mở cửa không?');
  expect(
    $('label')
      .map((_, label) => $(label).text().trim().replace(/\s+/g, ' '))
      .get(),
  ).toEqual(['Đã gặp', 'Chưa muốn ghi lý do']);
  expect(
    $('input')
      .map((_, input) => $(input).attr('id') ?? 'none')
      .get(),
  ).toEqual(['outcome', 'none']);
  expect($('input[checked]').attr('value')).toBe('met');
  expect($(`[id="${$('fieldset').attr('aria-describedby')!.trim()}"]`).text()).toBe('Lỗi: Chọn một.');
});

test('the error summary links each message to its field', () => {
  const $ = component('error-summary', {
    errors: [
      { fieldId: 'people-0-name', message: 'Ghi họ và tên.' },
      { fieldId: '', message: 'Hộ này đã có.' },
    ],
  });
  expect($('[role="alert"][tabindex="-1"]')).toHaveLength(1);
  expect(
    $('a')
      .map((_, link) => [$(link).attr('href'), $(link).text()])
      .get(),
  ).toEqual(['#people-0-name', 'Ghi họ và tên.']);
  expect($('li').last().text()).toBe('Hộ này đã có.');
});

test('a flash shows success or failure without relying on colour', () => {
  const $ = component('flash', {
    flash: [
      { kind: 'success', text: 'Đã lưu hộ.' },
      { kind: 'danger', text: 'Buổi đã đóng.' },
    ],
  });
  expect($('[role="status"]').text().trim()).toBe('Đã lưu hộ.');
  expect($('[role="alert"]').text().trim()).toBe('Buổi đã đóng.');
});

test('a door gives its number and its state in words', () => {
  const $ = component('door', { number: '12/8A', state: 'away', label: 'Vắng đến nay', size: '' });
  expect($('.door').text()).toBe('12/8A Vắng đến nay');
  expect(
    component('door', { number: '46', state: 'helped', label: 'Đã giúp', size: 'small', href: '/households/1' })(
      'a',
    ).attr('href'),
  ).toBe('/households/1');
});

test('a figure shows its denominator and links to the list behind it', () => {
  const kpi = {
    label: 'Cửa đã gặp',
    figure: '66,3 %',
    denominator: '1.486 trên 2.241 hộ đang ở',
    change: '+4,1 điểm',
    href: '/reports/doors',
  };
  const $ = component('kpi', kpi);
  expect($('a[href="/reports/doors"]').text()).toBe('66,3 % Cửa đã gặp: xem danh sách');
  expect($('.kpi').text()).toContain('1.486 trên 2.241 hộ đang ở');
  expect(component('kpi', { ...kpi, href: '' })('a')).toHaveLength(0);
});

test('progress is read out with its label', () => {
  const $ = component('progress-line', {
    label: 'Cửa đã ghi',
    left: 'Đã gặp 4',
    right: 'còn 6 cửa',
    value: 5,
    max: 11,
  });
  expect($('progress[aria-label="Cửa đã ghi"]').attr('value')).toBe('5');
});

test('paging shows only the directions that exist', () => {
  const links = (params: object) =>
    component('pagination', { pageNote: '', ...params })('a')
      .map((_, link) => link.attribs.href)
      .get();
  expect(links({ previousHref: null, nextHref: '?after=1' })).toEqual(['?after=1']);
  expect(links({ previousHref: '?before=1', nextHref: null })).toEqual(['?before=1']);
  expect(links({ nextHref: null, firstHref: '?' })).toEqual(['?']);
  expect(component('pagination', { nextHref: null, pageNote: '' })('nav')).toHaveLength(0);
});

test('search keeps the other filters', () => {
  const $ = component('search-box', {
    name: 'q',
    value: 'Hòa',
    label: 'Tìm hộ',
    action: '/households',
    hidden: [{ name: 'group', value: '12' }],
  });
  expect($('form').attr('action')).toBe('/households');
  expect($('label[for="search-q"]').text()).toBe('Tìm hộ');
  expect($('input[type="search"]').val()).toBe('Hòa');
  expect($('input[type="hidden"]').attr('name')).toBe('group');
});

test('the head of a page has its heading, context and actions', () => {
  const $ = component('page-head', {
    title: LONG_NAME,
    context: 'Tổ 12',
    actions: [{ label: 'In phiếu', href: '/sheet', kind: 'plain' }],
  });
  expect($('h1').text()).toBe(LONG_NAME);
  expect($('a[href="/sheet"]').text()).toBe('In phiếu');
  expect(component('page-head', { title: 'Hộ dân', context: '', actions: [] })('a')).toHaveLength(0);
});

test('an empty state says what to do next', () => {
  const params = {
    title: 'Chưa có hộ nào',
    text: 'Nhập danh sách để bắt đầu.',
    actionHref: '/imports/new',
    actionLabel: 'Nhập danh sách',
  };
  expect(component('empty-state', params)('a[href="/imports/new"]').text()).toBe('Nhập danh sách');
  expect(component('empty-state', { ...params, actionHref: '', actionLabel: '' })('a')).toHaveLength(0);
});

test('the form token travels as _csrf', () => {
  expect(component('csrf', { csrfToken: 'abc' })('input[name="_csrf"]').val()).toBe('abc');
});

test.each([
  ['field', { ...fieldParams, label: ATTACK, value: ATTACK, hint: ATTACK, error: ATTACK }],
  ['textarea', { ...fieldParams, label: ATTACK, value: `</textarea>${ATTACK}`, error: ATTACK }],
  ['select', { ...fieldParams, label: ATTACK, options: [{ value: ATTACK, label: ATTACK, selected: false }] }],
  ['checkbox', { ...fieldParams, label: ATTACK, value: ATTACK, hint: ATTACK }],
  [
    'choice-cards',
    {
      legend: ATTACK,
      name: 'x',
      id: 'x',
      type: 'checkbox',
      hint: ATTACK,
      error: ATTACK,
      options: [{ value: ATTACK, label: ATTACK, hint: ATTACK }],
    },
  ],
  ['error-summary', { errors: [{ fieldId: ATTACK, message: ATTACK }] }],
  ['flash', { flash: [{ kind: 'warning', text: ATTACK }] }],
  ['door', { number: ATTACK, state: 'never', label: ATTACK, size: '', href: ATTACK }],
  ['tag', { kind: 'need', text: ATTACK }],
  ['kpi', { label: ATTACK, figure: ATTACK, denominator: ATTACK, change: ATTACK, href: ATTACK }],
  ['progress-line', { label: ATTACK, left: ATTACK, right: ATTACK, value: 1, max: 2 }],
  ['pagination', { previousHref: ATTACK, nextHref: ATTACK, firstHref: ATTACK, pageNote: ATTACK }],
  ['search-box', { name: 'q', value: ATTACK, label: ATTACK, action: ATTACK }],
  ['page-head', { title: ATTACK, context: ATTACK, actions: [{ label: ATTACK, href: ATTACK, kind: 'primary' }] }],
  ['empty-state', { title: ATTACK, text: ATTACK, actionHref: ATTACK, actionLabel: ATTACK }],
  ['back-link', { href: ATTACK, label: ATTACK }],
  ['definition-list', { items: [{ label: ATTACK, value: ATTACK }] }],
  ['file-input', { ...fieldParams, label: ATTACK, accept: ATTACK, error: ATTACK }],
])('%s prints words, never markup', (name, params) => {
  const $ = component(name, params);
  expect($('script')).toHaveLength(0);
  expect($.text()).toContain('<script>alert(1)</script>');
});

describe('layout', () => {
  const frame = {
    title: 'Hộ dân',
    body: '<h1>Hộ dân</h1>',
    nav: {
      items: [
        { label: 'Hôm nay', href: '/today', isCurrent: false, count: '3' },
        { label: 'Hộ dân', href: '/households', isCurrent: true, count: '' },
      ],
      pages: [],
    },
    user: { displayName: LONG_NAME, roleLabel: 'Thành viên đội', wardName: 'Phường Ba Đình' },
    flash: [{ kind: 'success', text: 'Đã lưu.' }],
    csrfToken: 'abc',
    assets: { 'app.css': '/assets/app.1.css', 'app.js': '/assets/app.1.js' },
    scripts: ['/guides'],
    nonce: 'n1',
    hasErrors: false,
  };

  test('frames a page for a signed-in user', () => {
    const $ = render('layouts/default', frame);
    expect($('html').attr('lang')).toBe('vi');
    expect($('title').text()).toBe('Hộ dân · Gõ Cửa');
    expect($(`${$('.skip-link').attr('href')} h1`).text()).toBe('Hộ dân');
    expect($('nav a[aria-current="page"]').text()).toBe('Hộ dân');
    expect($('form[action="/logout"] input[name="_csrf"]').val()).toBe('abc');
    expect($('a[href="/settings"]').text()).toContain(LONG_NAME);
    expect($('.top-count').text()).toBe('3 việc chờ');
    expect(
      $('script[nonce=n1]')
        .map((_, script) => $(script).attr('src'))
        .get(),
    ).toEqual(['/guides', '/assets/app.1.js']);
    expect($('footer').text()).toContain('Phường Ba Đình');
  });

  test('offers a visitor the way in, and no menu', () => {
    const $ = render('layouts/default', { ...frame, user: null, nav: { items: [], pages: [] }, flash: [] });
    expect($('a[href="/login"]').text()).toBe('Đăng nhập');
    expect($('nav, form')).toHaveLength(0);
  });

  test('gives a sheet of paper no menu', () => {
    const $ = render('layouts/print', frame);
    expect($('nav, form')).toHaveLength(0);
    expect($('main').text()).toContain('Phường Ba Đình');
  });
});

describe('error pages', () => {
  test.each([400, 403, 404, 413, 429, 500, 503])(
    '%s says what happened and what was kept, without session or database',
    (status) => {
      const $ = render(`errors/${status}`, { model: { message: ATTACK, requestId: 'id-123', retryAfterSeconds: 42 } });
      expect($('h1').text()).not.toBe('');
      expect($.text()).toMatch(/lưu|mất|thực hiện/);
      expect($('script')).toHaveLength(0);
    },
  );

  test('a 500 shows the id from the log, a 429 how long to wait', () => {
    const model = { message: '', requestId: 'id-123', retryAfterSeconds: 42 };
    expect(render('errors/500', { model }).text()).toContain('id-123');
    expect(render('errors/429', { model }).text()).toContain('42 giây');
  });

  test('a 409 shows both versions and offers to keep ours', () => {
    const model = {
      what: 'Hai người cùng ghi lượt thăm này',
      theirName: 'Trần Quốc Bảo',
      theirTime: '19:42',
      resumeHref: '/visits/1',
      yours: [{ label: 'Ghi chú', value: 'lời của tôi' }],
      theirs: [{ label: 'Ghi chú', value: 'lời của anh Bảo' }],
      keepAction: { href: '/visits/1', label: 'Lưu bản của tôi', fields: [{ name: 'version', value: '3' }] },
    };
    const $ = render('errors/409', { model, csrfToken: 'abc' });
    expect($('[aria-labelledby="yours"]').text()).toContain('lời của tôi');
    expect($('[aria-labelledby="theirs"]').text()).toContain('lời của anh Bảo');
    expect(
      $('form[action="/visits/1"] input')
        .map((_, input) => [[$(input).attr('name'), $(input).val()]])
        .get(),
    ).toEqual([
      ['_csrf', 'abc'],
      ['version', '3'],
    ]);
    const closed = render('errors/409', {
      model: { ...model, keepAction: null, closed: 'Buổi đã hủy.' },
      csrfToken: 'abc',
    });
    expect(closed('form')).toHaveLength(0);
    expect(closed.text()).toContain(
      'Buổi đã hủy. Bản của bạn chưa lưu, nhưng còn nguyên ở dưới: cần dùng thì chép lại',
    );
    expect(closed.text()).toContain('lời của tôi');
  });
});

test('the public page leads staff in and residents to the ward', () => {
  const $ = render('public/home', { model: { wardName: 'Phường Ba Đình', wardPhone: '024 3843 5678' } });
  expect($('a[href="/login"]').text()).toBe('Cán bộ đăng nhập');
  expect($('a[href="tel:024 3843 5678"]').text().trim()).toBe('024 3843 5678');
  expect($.text()).toMatch(/không bao giờ[\s\S]*OTP[\s\S]*thu tiền/);
});

test('a page that asks for confirmation says what will change and sends the typed form once more', () => {
  const $ = component('ask-again', {
    csrfToken: 't',
    title: `Đổi số định danh của ${LONG_NAME}?`,
    sentences: ['Số cũ được giữ kín.'],
    action: '/residents/1/edit',
    confirmLabel: 'Đúng, đổi số',
    changes: [{ label: 'Số định danh', before: '•••• •••• 1234', after: '' }],
    fields: [
      ['fullName', LONG_NAME],
      ['people[0][name]', ATTACK],
    ],
  });
  expect($('h1').text()).toContain(LONG_NAME);
  expect(
    $('td')
      .map((_, cell) => $(cell).text())
      .get(),
  ).toEqual(['Số định danh', '•••• •••• 1234', '(trống)']);
  expect($('form').serializeArray()).toEqual([
    { name: '_csrf', value: 't' },
    { name: 'fullName', value: LONG_NAME },
    { name: 'people[0][name]', value: ATTACK },
  ]);
  expect(
    $('button[name=confirmed]')
      .map((_, button) => $(button).attr('value'))
      .get(),
  ).toEqual(['yes', 'edit']);
  expect($('script')).toHaveLength(0);
});
