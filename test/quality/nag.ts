import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, AppProps, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, HIPAASecurityChecks, NIST80053R5Checks, PCIDSS321Checks } from 'cdk-nag';

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

/** An app whose stacks are held against four policy packs and the CDK's CloudFormation rules when it is synthesised. */
export function checkedApp(props: AppProps = {}): App {
  return addPolicyPacks(new App({ ...props, context: { ...VALIDATION_CONTEXT, ...props.context } }));
}

/** Registers the policy packs the way that a user does. The app must have been made with `VALIDATION_CONTEXT`. */
export function addPolicyPacks(app: App): App {
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app),
    new NIST80053R5Checks(app),
    new HIPAASecurityChecks(app),
    new PCIDSS321Checks(app),
  );
  return app;
}

/** Synthesises with the validation that is off in other tests. */
export function validated(app: App): string {
  process.env.CDK_VALIDATION = 'true';
  try {
    return app.synth().directory;
  } finally {
    process.env.CDK_VALIDATION = 'false';
  }
}

/** Synthesises a checked app and gives everything that is found and not acknowledged, of any severity. */
export function findings(app: App): string[] {
  return reportedFindings(validated(app));
}

/** What the report of a cloud assembly says, one line for each construct: `<severity> <rule> <construct>: <description>`. */
export function reportedFindings(assemblyDirectory: string): string[] {
  const report = JSON.parse(readFileSync(join(assemblyDirectory, 'validation-report.json'), 'utf8')) as ValidationReport;
  return report.pluginReports.flatMap(({ metadata, violations }) => [
    // A check that cannot run is none that finds nothing.
    ...metadata?.error === undefined ? [] : [metadata.error],
    ...violations.flatMap(({ severity, ruleName, description, violatingConstructs }) =>
      violatingConstructs.map(construct => `${severity} ${ruleName} ${construct.constructPath}: ${description}`)),
  ]).sort();
}

/** The checks that have run; a check that was left out would find nothing. */
export function reportedChecks(assemblyDirectory: string): string[] {
  const report = JSON.parse(readFileSync(join(assemblyDirectory, 'validation-report.json'), 'utf8')) as ValidationReport;
  return report.pluginReports.map(({ pluginName }) => pluginName).sort();
}
