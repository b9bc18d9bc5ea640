import satisfies from 'spdx-satisfies';

/** What a team may use, change and pass on by naming its authors. */
const ALLOWED = [
  '0BSD', 'Apache-2.0', 'BlueOak-1.0.0', 'BSD-2-Clause', 'BSD-3-Clause', 'CC0-1.0', 'ISC', 'MIT', 'PSF-2.0', 'Python-2.0', 'Unlicense', 'Zlib',
];

/** What stands under something else: what it says of itself, and why that is no harm. */
export const EXCEPTIONS: Record<string, [licence: string, reason: string]> = {
  'caniuse-lite': ['CC-BY-4.0', 'data about browsers, of a tool that only builds use'],
  'spdx-exceptions': ['CC-BY-3.0', 'a list of names, of a tool that only these tests use'],
  'spdx-ranges': ['(MIT AND CC-BY-3.0)', 'a list of names, of a tool that only these tests use'],
  'certifi': ['MPL-2.0', 'installed as it is published, and never changed'],
  'tqdm': ['MPL-2.0 AND MIT', 'installed as it is published, and never changed'],
  'cffi': ['MIT-0', 'MIT that does not even ask for the notice'],
  'llvmlite': ['BSD-2-Clause AND Apache-2.0 WITH LLVM-exception', 'the exception only takes conditions away'],
  'pillow': ['MIT-CMU', 'MIT in older words'],
  'regex': ['Apache-2.0 AND CNRI-Python', 'the licence of Python 1.6, which asks for the notice'],
  'ujson': ['BSD-3-Clause AND TCL', 'the licence of Tcl, which asks for the notice'],
};

/** How packages of Python call what has an SPDX name; their classifier "BSD License" means any of its forms. */
const ALIASES: Record<string, string> = {
  '2-clause BSD': 'BSD-2-Clause',
  '3-Clause BSD License': 'BSD-3-Clause',
  'Apache Software License': 'Apache-2.0',
  'BSD': 'BSD-3-Clause',
  'BSD License': 'BSD-3-Clause',
  'ISC License (ISCL)': 'ISC',
  'MIT License': 'MIT',
  'Mozilla Public License 2.0 (MPL 2.0)': 'MPL-2.0',
  'Python Software Foundation License': 'PSF-2.0',
};

/** What is wrong with the licences that a package names; all of them count. */
export function licenceProblems(name: string, named: string[]): string[] {
  const licence = named.map(one => ALIASES[one] ?? one).join(' AND ');
  return allowed(licence) || EXCEPTIONS[name]?.[0] === licence ? [] : [`${name}: licence ${JSON.stringify(licence)}`];
}

function allowed(licence: string): boolean {
  try {
    return satisfies(licence, ALLOWED);
  } catch {
    // Not an expression of SPDX: nobody knows what it means.
    return false;
  }
}
