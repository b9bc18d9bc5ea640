/** Writes what the reader of the tests makes of a Jenkinsfile, to be compared with what Groovy makes of it. */
import { readFileSync } from 'node:fs';
import { readJenkinsfile } from './read-jenkinsfile';

process.stdout.write(JSON.stringify(readJenkinsfile(readFileSync(process.argv[2]!, 'utf8'))));
