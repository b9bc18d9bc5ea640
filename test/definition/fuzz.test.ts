import { fuzz } from './fuzz/fuzz';

test('a badly edited definition is accepted, or refused with the place of every problem', () => {
  const { failures, accepted, refused } = fuzz(250, 1);
  expect(failures).toEqual([]);
  // Neither is everything right, nor everything wrong.
  expect(Math.min(accepted, refused)).toBeGreaterThan(10);
});
