import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, IPolicyValidationPlugin, Validations } from 'aws-cdk-lib';

/**
 * The CDK's own CloudFormation rules count as errors, as in a project that takes them seriously; what is found ends in the
 * report and not in a process that fails.
 */
export const VALIDATION_CONTEXT = {
  '@aws-cdk/core:validateAgainstDefaultRules': true,
  '@aws-cdk/core:failSynthOnValidationErrors': false,
  // Warnings of constructs that nobody has acknowledged are findings too.
  '@aws-cdk/core:annotationsInValidationReport': true,
};

const REPORT = 'validation-report.json';

interface ValidationReport {
  readonly pluginReports: {
    readonly pluginName: string;
    /** What went wrong with the check itself. */
    readonly metadata?: { readonly error?: string };
    readonly violations: {
      readonly ruleName: string;
      readonly description: string;
      readonly severity?: string;
      readonly violatingConstructs: { readonly constructPath?: string }[];
    }[];
  }[];
}

/** Registers the policy packs the way that a user does. The app must have been made with `VALIDATION_CONTEXT`. */
export function addPolicyPacks(app: App): App {
  const { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } = policyPacks();
  const packs = [AwsSolutionsChecks, NIST80053R5Checks, HIPAASecurityChecks, PCIDSS321Checks];
  Validations.of(app).addPlugins(...packs.map(Pack => new Pack(app) as IPolicyValidationPlugin));
  return app;
}

/** The packs are the user's own dependency: who tests nothing installs none. */
function policyPacks(): typeof import('cdk-nag') {
  try {
    return require('cdk-nag') as typeof import('cdk-nag');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error('the policy packs are not installed: make cdk-nag 3 a development dependency', { cause: error });
  }
}

/** Synthesises with the validation of the CDK, whatever the environment says of it. */
export function validated(app: App): string {
  const { CDK_VALIDATION } = process.env;
  process.env.CDK_VALIDATION = 'true';
  try {
    return app.synth().directory;
  } finally {
    if (CDK_VALIDATION === undefined) delete process.env.CDK_VALIDATION;
    else process.env.CDK_VALIDATION = CDK_VALIDATION;
  }
}

/** What the report of a cloud assembly says, one line for each construct: `<severity> <rule> <construct>: <description>`. */
export function reportedFindings(assemblyDirectory: string): string[] {
  return readReport(assemblyDirectory).pluginReports.flatMap(({ metadata, violations }) => [
    // A check that cannot run is none that finds nothing.
    ...metadata?.error === undefined ? [] : [metadata.error],
    ...violations.flatMap(({ severity, ruleName, description, violatingConstructs }) =>
      violatingConstructs.map(construct => `${severity} ${ruleName} ${construct.constructPath}: ${description}`)),
  ]).sort();
}

/** The checks that have run; a check that was left out would find nothing. */
export function reportedChecks(assemblyDirectory: string): string[] {
  return readReport(assemblyDirectory).pluginReports.map(({ pluginName }) => pluginName).sort();
}

function readReport(assemblyDirectory: string): ValidationReport {
  return JSON.parse(readFileSync(join(assemblyDirectory, REPORT), 'utf8')) as ValidationReport;
}
