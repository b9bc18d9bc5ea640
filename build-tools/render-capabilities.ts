/**
 * `docs/capabilities.md`: what a definition may ask for, and what does it at each place.
 */
import { table } from './markdown';
import { CAPABILITIES, Gap, PLACE_NAMES, PLACES, Support } from '../lib/definition/capabilities';

/** The page, from the table. */
export function renderCapabilities(): string {
  return [
    '# What runs where',
    '',
    'Every key of `mlops.yaml` that asks for something to be run, and what does it at the place of an environment. Behind it stands what has',
    'shown that it is right: it *ran*, on an emulator of the service and with the real programs (`npm run test:loop`, `npm run test:programs`), or',
    'the service\'s published *schema* takes it (`npm run test:templates`, `npm run test:schemas`). `*` stands for any name.',
    '',
    ...table(['Key', 'For', ...PLACES.map(place => PLACE_NAMES[place])], CAPABILITIES.map(({ key, what, on }) =>
      [`\`${key}\``, what, ...PLACES.map(place => cell(on[place]))])),
    '',
  ].join('\n');
}

function cell(answer: Gap | Support): string {
  return 'by' in answer ? `${answer.by} (${answer.proof})` : `— ${answer.why}; ${answer.instead}`;
}
