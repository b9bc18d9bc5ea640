import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const REGISTER = join(__dirname, 'pitfalls');

/** One known trap of the services or of earlier libraries, and the test that keeps this library out of it. */
interface Pitfall {
  readonly section: string;
  readonly fact: string;
  readonly file: string;
  readonly title: string;
}

const registers = existsSync(REGISTER) ? readdirSync(REGISTER).filter(file => file.endsWith('.tsv')).sort() : [];
const pitfalls = new Map(registers.map(file => [file, read(file)]));

function read(file: string): Pitfall[] {
  return readFileSync(join(REGISTER, file), 'utf8').split('\n').filter(line => line.trim() !== '' && !line.startsWith('#')).map(line => {
    const [section = '', fact = '', testFile = '', title = ''] = line.split('\t').map(cell => cell.trim());
    return { section, fact, file: testFile, title };
  });
}

/**
 * Whether a test file has the title: literally, or as the pattern of a `test.each` in which `%s` and `$name` stand for anything.
 * A test in Python is named by its function.
 */
function hasTitle(file: string, source: string, title: string): boolean {
  if (file.endsWith('.py')) return new RegExp(`^\\s*def ${title}\\(`, 'm').test(source);
  const titles = [...source.matchAll(/(?:\b(?:test|it|describe)|\))\(\s*(['"`])((?:\\.|(?!\1).)*)\1,/gs)];
  return titles.some(([, , text = '']) => {
    const unescaped = text.replace(/\\(['"`])/g, '$1');
    const pattern = unescaped.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/%[sdijfop#]|\\\$[\w.]+|\\\$\\\{[^}]*\\\}/g, '.*');
    // A pattern without a word of its own would be every title: the words stand in the table.
    const stands = /\w/.test(pattern.replaceAll('.*', '')) || source.includes(`'${title}'`);
    return unescaped === title || (stands && new RegExp(`^${pattern}$`).test(title));
  });
}

/** How many rows of each section are kept by a test, on one line. */
function coverage(): string {
  const sections = [...pitfalls.values()].flat().map(({ section }) => section);
  const counted = [...new Set(sections)].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }))
    .map(section => `${section} (${sections.filter(other => other === section).length})`);
  return `${sections.length} pitfalls are kept by tests: ${counted.join(', ')}\n`;
}

describe('known pitfalls', () => {
  afterAll(() => process.stdout.write(coverage()));

  test('are registered', () => {
    expect(registers.length).toBeGreaterThan(0);
  });

  describe.each(registers)('%s', register => {
    test('names tests that exist', () => {
      const lost = pitfalls.get(register)!.filter(({ file, title }) => {
        const path = join(ROOT, file);
        return !existsSync(path) || !hasTitle(file, readFileSync(path, 'utf8'), title);
      });
      expect(lost.map(({ file, title }) => `${file}: ${title}`)).toEqual([]);
    });

    test('says for each row where the fact stands and what it is', () => {
      expect(pitfalls.get(register)!.filter(({ section, fact }) => section === '' || fact === '')).toEqual([]);
    });
  });
});
