import { writeTemplates } from './aws/templates';
import { writeManifests } from './kubernetes/manifests';
import { SystemFiles } from './system/system-files';
import { Place } from '../definition/capabilities';
import { placeOf } from '../definition/places';
import { entries } from '../definition/rules/names';

/**
 * Writes what an environment's place takes, and answers with what to do with it.
 *
 * @param output the folder that was asked for, or that `cdk` has named
 */
export type Writer = (files: SystemFiles, output: string | undefined) => readonly string[];

/** What writes at each place. It stands apart from the platforms, which constructs know. */
const WRITERS: Readonly<Record<Place, Writer>> = { aws: writeTemplates, kubernetes: writeManifests };

/** Those of the places that a system uses. */
export function writersOf({ definition }: Pick<SystemFiles, 'definition'>): readonly Writer[] {
  const places = new Set(entries(definition.environments).map(([, environment]) => placeOf(environment)));
  return Object.entries(WRITERS).filter(([place]) => places.has(place as Place)).map(([, writer]) => writer);
}
