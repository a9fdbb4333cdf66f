const long = (length: number) => 'x'.repeat(length)
const script = '<script>alert(1)</script>'
const unstorable = 'half \ud800 or nothing \0'
const notText = [42, true, ['a'], { a: 1 }, null]
const rightToLeftDigits = '٢٥'

/** What people and programs put into a field of each kind by mistake or by intent; none of it may get through. */
export const badValues = {
  email: ['', ' ', 'a', 'a@', '@b', `${long(250)}@example.com`, script, 'a\u202eb@example.com', unstorable, ...notText],
  newPassword: ['', 'short', long(201), `${unstorable} ${long(9)}`, ...notText],
  anyPassword: ['', long(201), ...notText],
  optionalPassword: [long(201), 42, ['a'], null],
  code: ['', '   ', '123', long(81), unstorable, ...notText],
  redeemCode: ['', '   ', long(101), unstorable, ...notText],
  requiredName: ['', '   ', '\u202e\u2066', '\n\t', long(201), ...notText],
  optionalName: [long(201), ...notText],
  id: [long(1_000), unstorable, ...notText],
  timezone: ['', 'Mars/Base', long(65), script, unstorable, ...notText],
  locale: ['', 'fr', 'EN', script, ...notText],
  boolean: ['true', '', 1, 0, null, []],
  optionalBoolean: ['true', 1, null, []],
  disabled: ['true', '', 1, null],
  amount: ['', '0', '-1', '1.5', '1e9', '0x10', 'NaN', long(21), '9'.repeat(20), rightToLeftDigits, script, ...notText],
  optionalAmount: ['', '-1', '1.5', '1e9', 'NaN', '9'.repeat(20), rightToLeftDigits, script, 42, ['1'], {}],
  period: ['', 'year', 42, []],
  models: ['gpt-5', [''], ['  '], [long(201)], [42], [unstorable], Array.from({ length: 501 }, () => 'm'), 42],
  addresses: [
    '10.0.0.1',
    ['10.0.0.999'],
    ['10.0.0.0/99'],
    [script],
    [''],
    [42],
    Array.from({ length: 201 }, () => '::1'),
  ],
  count: [-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 1e12, '5', '', [], true],
  futureTime: ['', 'tomorrow', '2020-01-01T00:00:00Z', '2099-13-01T00:00:00Z', '2099-01-01', 42, []],
  overlap: [-1, 1.5, 1e12, Number.NaN, '60', null, []],
} as const satisfies Record<string, readonly unknown[]>

export type FieldKind = keyof typeof badValues

/** Instead of an object with the fields. */
export const badInputs = [null, undefined, 'text', 42, true, [], [{}]] as const
