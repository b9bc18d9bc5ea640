import { cronOf } from '../../../lib/kubernetes/foundation/cron';

test.each([
  ['hourly', '0 * * * *'],
  ['weekly', '0 0 * * 0'],
  ['rate(15 minutes)', '*/15 * * * *'],
  ['rate(1 minute)', '* * * * *'],
  ['rate(60 minutes)', '0 * * * *'],
  ['rate(6 hours)', '0 */6 * * *'],
  ['rate(1 day)', '0 0 * * *'],
  ['rate(7 days)', '0 0 * * 0'],
  ['cron(30 2 * * ? *)', '30 2 * * *'],
  ['cron(0 6 ? * MON *)', '0 6 * * MON'],
  // Sunday is 1 here and 0 there.
  ['cron(0 6 ? * 2-6 *)', '0 6 * * 1-5'],
  ['cron(0/10 6 ? JUL 1,7 *)', '0/10 6 * JUL 0,6'],
  ['cron(0 6 ? * 1/2 *)', '0 6 * * 0/2'],
])('%s is %s', (schedule, fields) => {
  expect(cronOf(schedule)).toBe(fields);
});

test.each(['rate(7 minutes)', 'rate(5 hours)', 'rate(2 days)', 'cron(0 6 L * ? *)', 'cron(0 6 15W * ? *)', 'cron(0 6 ? * MON#1 *)', 'cron(0 6 ? * 6L *)', 'cron(0 6 ? * FRIL *)', 'cron(0 6 1 1 ? 2027)'])(
  '%s cannot be said', schedule => {
    expect(cronOf(schedule)).toBeUndefined();
  });
