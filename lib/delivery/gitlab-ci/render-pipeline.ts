import { Document, Scalar, YAMLMap } from 'yaml';
import { Job, Pipeline } from './pipeline';

/** The text of a `.gitlab-ci.yml`: the same pipeline is the same text. Before the pipeline stands, as a document of its own, what it may be told. */
export function renderGitlabPipeline({ header, inputs, jobs, ...pipeline }: Pipeline): string {
  const first = new Document({ spec: { inputs } });
  first.commentBefore = header.map(line => ` ${line}`).join('\n');
  const second = new Document({
    ...pipeline, ...Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, renderJob(job)])),
  }, { aliasDuplicateObjects: false });
  (second.contents as unknown as YAMLMap<Scalar<string>>).items.slice(1).forEach(({ key }) => key.spaceBefore = true);
  return [first, second].map(document => document.toString({ lineWidth: 0 })).join('\n---\n\n');
}

function renderJob({ script, ...job }: Job): object {
  return { ...job, script: script.map(block) };
}

function block(lines: readonly string[]): Scalar {
  const scalar = new Scalar(`${lines.join('\n')}\n`);
  scalar.type = Scalar.BLOCK_LITERAL;
  return scalar;
}
