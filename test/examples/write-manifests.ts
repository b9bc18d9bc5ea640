/**
 * Writes the manifests of examples in this process, below the folder that is given.
 */
import { join } from 'node:path';
import { writeManifests } from '../../lib/synth/kubernetes/manifests';
import { SystemFiles } from '../../lib/synth/system/system-files';

const [output = '', ...names] = process.argv.slice(2);

for (const name of names) writeManifests(SystemFiles.read(join(__dirname, '../../examples', name, 'mlops.yaml')).check(), join(output, name));
