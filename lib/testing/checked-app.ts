import { App, AppProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { StackTemplate, templatesOf } from './assembly-templates';
import { deployedFiles } from './deployed-files';
import { VALIDATION_CONTEXT, addPolicyPacks, reportedFindings, validated } from './policy-checks';
import { widePermissions } from './wide-permissions';
import { APP_CONTEXT } from '../synth/aws/app-context';
import { MlopsStacks } from '../synth/aws/mlops-stacks';
import { SystemFiles } from '../synth/system/system-files';

/**
 * A CDK app for tests: what stands in it is synthesised without a network or an account, and held against what a security
 * review asks. Needs `cdk-nag` (3.x) as a development dependency.
 *
 * @example
 * const app = CheckedApp.fromFile('mlops.yaml');
 * expect(app.findings()).toEqual([]);
 * app.template('CreditRisk/prod/decline-risk/serving').resourceCountIs('AWS::SageMaker::Endpoint', 1);
 */
export class CheckedApp extends App {
  /**
   * The stacks of a definition, with `mlops.lock.json` when it stands beside, as `cdk synth` makes them.
   *
   * @param definitionFile the definition, in YAML or JSON
   * @param props more of the app; context of its own wins, but for what the checks need
   * @throws when the definition has problems: all of them, with file, line and column
   */
  public static fromFile(definitionFile: string, props: AppProps = {}): CheckedApp {
    const { definition, id, lock } = SystemFiles.read(definitionFile);
    const app = new CheckedApp({ ...props, context: { ...APP_CONTEXT, ...props.context } });
    new MlopsStacks(app, id, { definition, lock });
    return app;
  }

  /** @param props as those of an app */
  constructor(props: AppProps = {}) {
    super({ ...props, context: { ...props.context, ...VALIDATION_CONTEXT } });
    addPolicyPacks(this);
  }

  /**
   * What the CDK's own CloudFormation rules, four packs of cdk-nag (AWS Solutions, NIST 800-53 R5, HIPAA, PCI DSS 3.2.1) and warnings of
   * constructs say, and nobody has acknowledged: one line for each construct, `<severity> <rule> <construct>: <description>`, sorted. A check
   * that cannot run is a finding.
   */
  public findings(): string[] {
    return reportedFindings(validated(this));
  }

  /**
   * Permissions that are too wide: wildcard actions, any resource where the action knows resources, managed policies with full access, services
   * that act for any account, and what everybody may do. One line each, `<stack>/<logical id>: <finding>`.
   */
  public permissionFindings(): string[] {
    return widePermissions(templatesIn(this));
  }

  /** The paths of the stacks, as `cdk list` shows them. */
  public stackPaths(): string[] {
    return [...templatesIn(this).keys()];
  }

  /**
   * The template of a stack, with the assertions of the CDK.
   *
   * @param stackPath as in `stackPaths`
   * @throws when there is no such stack
   */
  public template(stackPath: string): Template {
    const template = templatesIn(this).get(stackPath);
    if (template === undefined) throw new Error(`there is no stack ${JSON.stringify(stackPath)}; there are: ${this.stackPaths().join(', ')}`);
    return Template.fromJSON(template);
  }

  /** A digest of every file that a deployment reads, by its path: equal for two apps when they deploy the same, byte by byte. */
  public digests(): Record<string, string> {
    return deployedFiles(validated(this));
  }
}

/** The templates of an app, which is synthesised once. */
function templatesIn(app: App): Map<string, StackTemplate> {
  return templatesOf(validated(app));
}
