import { Document, Scalar, YAMLMap } from 'yaml';
import { Build, Trigger } from './build';

const WRITTEN = ' Written by `npx mlops delivery` from the definition of the system; change that, and run the command again.';

/** The text of a build file: the same build is the same text. */
export function renderBuildFile(what: string, build: Build): string {
  return render(what, renderBuild(build));
}

/** The text of a trigger, as `gcloud builds triggers import` takes it. */
export function renderTrigger({ build, ...trigger }: Trigger): string {
  return render(trigger.description, { ...trigger, ...build && { build: renderBuild(build) } });
}

function render(what: string, content: object): string {
  const document = new Document(content, { aliasDuplicateObjects: false });
  document.commentBefore = ` ${what}.\n${WRITTEN}`;
  (document.contents as unknown as YAMLMap<Scalar<string>>).items.slice(1).forEach(({ key }) => key.spaceBefore = true);
  return document.toString({ lineWidth: 0 });
}

function renderBuild({ steps, ...build }: Build): object {
  return { steps: steps.map(({ script, ...step }) => ({ ...step, script: block(script) })), ...build };
}

function block(lines: readonly string[]): Scalar {
  const scalar = new Scalar(`${lines.join('\n')}\n`);
  scalar.type = Scalar.BLOCK_LITERAL;
  return scalar;
}
