import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import * as s3 from 'aws-cdk-lib/aws-s3';
import { CheckedApp } from '../../lib/testing';

const FIRST = join(__dirname, '../../examples/serve-a-model/mlops.yaml');

const folder = mkdtempSync(join(tmpdir(), 'checked-app-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A role that may do what it names to any resource. */
function appWith(action: string): CheckedApp {
  const app = new CheckedApp();
  const role = new iam.Role(new Stack(app, 'Stack'), 'Role', { assumedBy: new iam.ServicePrincipal('lambda.amazonaws.com') });
  role.addToPolicy(new iam.PolicyStatement({ actions: [action], resources: ['*'] }));
  return app;
}

describe('a definition', () => {
  const app = CheckedApp.fromFile(FIRST);

  test('becomes the stacks that the CDK lists, of which nothing is found', () => {
    expect(app.stackPaths().length).toBeGreaterThan(1);
    expect(app.findings()).toEqual([]);
    expect(app.permissionFindings()).toEqual([]);
  });

  test('has templates with the assertions of the CDK', () => {
    const endpoints = app.stackPaths().map(path => Object.keys(app.template(path).findResources('AWS::SageMaker::Endpoint')).length);
    expect(endpoints.reduce((sum, count) => sum + count)).toBeGreaterThan(0);
  });

  test('says which stacks there are, when another one is asked for', () => {
    expect(() => app.template('Elsewhere')).toThrow(`there is no stack "Elsewhere"; there are: ${app.stackPaths().join(', ')}`);
  });

  test('deploys the same twice, and something else when it is changed', () => {
    expect(CheckedApp.fromFile(FIRST).digests()).toEqual(app.digests());
    expect(appWith('s3:GetObject').digests()).not.toEqual(appWith('s3:PutObject').digests());
  });

  test('with problems is none', () => {
    cpSync(join(FIRST, '..'), folder, { recursive: true });
    const wrong = join(folder, 'mlops.yaml');
    writeFileSync(wrong, 'name: shop\nmodels: {}\n');
    expect(() => CheckedApp.fromFile(wrong)).toThrow(/mlops\.yaml/);
  });
});

describe('constructs', () => {
  test('are held against the packs and the rules of permissions', () => {
    const app = appWith('s3:GetObject');
    new s3.Bucket(app.node.findChild('Stack'), 'Bucket');
    for (const pack of ['AwsSolutions-', 'NIST.800.53.R5-', 'HIPAA.Security-', 'PCI.DSS.321-']) expect(app.findings().join()).toContain(pack);
    expect(app.permissionFindings()).toEqual([expect.stringMatching(/^Stack\/.*: s3:GetObject on any resource$/)]);
  });

  test('are checked where the environment turns validation off, which stays as it was', () => {
    expect(process.env.CDK_VALIDATION).toBe('false');
    expect(appWith('s3:GetObject').findings()).not.toEqual([]);
    expect(process.env.CDK_VALIDATION).toBe('false');
  });
});
