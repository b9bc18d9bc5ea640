import { Stack } from 'aws-cdk-lib';
import { Asset } from 'aws-cdk-lib/aws-s3-assets';
import { explainSource, JobImage, jobImage } from './job';
import { METRICS_OUTPUT } from './process-step';
import { processingJob } from './processing-job';
import { PipelineSettings } from './step-context';
import { StepRenderer } from './step-renderer';
import { entry } from '../../../definition/rules/names';
import { EXPLAIN_REPORT } from '../../../definition/rules/step-results';
import { StepDefinition } from '../../../definition/step-definition';
import { parseReference } from '../../../definition/step-reference';
import { ExplainStepDefinition } from '../../../definition/steps/explain-step-definition';
import { contentHash } from '../../../private/names';
import { jsonAsset } from '../../private/json-asset';
import { pythonJob } from '../../private/python-job';
import { needsIndex } from '../../private/script-packages';
import { EXPLAIN_METRICS_FILE, explainConfig, explainEnvironment } from '../explain-contract';

/** Asks an endpoint, and loads no model: an image of which only Python is used. */
const ASKING = { framework: 'sklearn', frameworkVersion: '1.4-2' } as const;

export const EXPLAIN_STEP: StepRenderer<'explain'> = {
  type: 'Processing',
  // An endpoint keeps its name when it gets another model.
  caches: step => step.endpoint === undefined ? 'withPipeline' : 'whenAsked',
  retries: 'job',
  job: 'processing-job',
  render: (step, context) => {
    const { scope, graph, packages } = context.settings;
    const source = explainSource(context.settings);
    const { entryPoint, codeUri, environment } = pythonJob(source, packages);
    return {
      Arguments: processingJob({
        settings: step,
        image: jobImage(explainImage(step, graph.steps), context),
        command: entryPoint,
        arguments: [],
        inputs: {
          ...(step.model === undefined ? {} : { model: context.data(step.model) }),
          data: context.data(step.data),
          config: explainConfigAsset(step, context.settings).s3ObjectUrl,
          code: codeUri,
        },
        outputs: [EXPLAIN_REPORT],
        environment: { ...step.environment, ...environment, ...explainEnvironment(step, Stack.of(scope).region) },
        usesNetwork: step.endpoint !== undefined || needsIndex(source),
      }, context),
      PropertyFiles: [{ PropertyFileName: METRICS_OUTPUT, OutputName: EXPLAIN_REPORT, FilePath: EXPLAIN_METRICS_FILE }],
    };
  },
};

/** What the program runs in: what the step says, else what trained the model, which is loaded by the packages that it was trained with. */
export function explainImage(step: ExplainStepDefinition, steps: Readonly<Record<string, StepDefinition>>): JobImage {
  const { compute, endpoint, framework, frameworkVersion, image, model } = step;
  if (image !== undefined) return { compute, image };
  if (endpoint !== undefined) return { compute, ...ASKING };
  if (framework !== undefined) return { compute, framework, frameworkVersion };
  const reference = parseReference(model!);
  const { train, tune } = reference.kind === 'step' ? entry(steps, reference.step) ?? {} : {};
  const trained = train ?? tune;
  return { compute, image: trained?.image, framework: trained?.framework, frameworkVersion: frameworkVersion ?? trained?.frameworkVersion };
}

/** The configuration of a step, uploaded once for each content. */
export function explainConfigAsset(step: ExplainStepDefinition, { scope }: PipelineSettings): Asset {
  const config = explainConfig(step);
  const id = `Explain${contentHash(config)}`;
  return scope.node.tryFindChild(id) as Asset | undefined ?? jsonAsset(scope, id, config);
}
