const SECONDS: Record<string, number> = { ms: 0.001, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 };
const MEBIBYTES: Record<string, number> = { MiB: 1, GiB: 1024, TiB: 1024 * 1024 };

/** `'15m'` -> `900`. The text has been checked against the pattern of `DurationText` before. */
export function seconds(duration: string): number {
  return amount(duration, SECONDS);
}

/** `'2GiB'` -> `2048`. The text has been checked against the pattern of `SizeText` before. */
export function mebibytes(size: string): number {
  return amount(size, MEBIBYTES);
}

function amount(text: string, units: Record<string, number>): number {
  const [, value, unit] = /^(\d+)([a-zA-Z]+)$/.exec(text) ?? [];
  const factor = units[unit ?? ''];
  return factor === undefined ? NaN : Number(value) * factor;
}
