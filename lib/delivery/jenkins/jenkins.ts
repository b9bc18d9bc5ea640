import { configurationAsCode } from './configuration-as-code';
import { JENKINS_WORDS } from './jenkins-words';
import { jenkinsfile } from './jenkinsfile';
import { renderStatement } from './render-groovy';
import { deliveredSystem } from '../delivered-system';
import { DeliveryFile } from '../delivery-file';
import { DeliveryProps } from '../delivery-props';

/**
 * The system that Jenkins delivers. Its `delivery` has `jenkins`.
 */
export interface JenkinsProps extends DeliveryProps {}

/**
 * The pipeline that delivers a system with Jenkins: one `Jenkinsfile` whose stages test pull requests, deliver changes of each model, and
 * release approved versions; and what Jenkins itself has to know for it, as configuration as code.
 *
 * @example
 * new delivery.Jenkins({ definition: DefinitionFile.load('mlops.yaml') }).files;
 */
export class Jenkins {
  /** The files, each at the place where Jenkins, or whoever sets it up, looks for it. */
  public readonly files: DeliveryFile[];

  constructor(props: JenkinsProps) {
    const of = deliveredSystem(props, 'jenkins', JENKINS_WORDS);
    const { name, delivery } = of.system;
    const jenkins = delivery!.jenkins!;
    const header = [
      `// Delivers ${name}.`,
      '// Written by `npx mlops delivery` from the definition of the system; change that, and run the command again.',
      `// A version is released by a build of the branch with its parameters; jenkins/${name}.casc.yaml is what Jenkins has to know.`,
    ];
    this.files = [
      { path: 'Jenkinsfile', content: `${[...header, ...renderStatement(jenkinsfile(of, jenkins))].join('\n')}\n` },
      { path: `jenkins/${name}.casc.yaml`, content: configurationAsCode(of, jenkins) },
    ];
  }
}
