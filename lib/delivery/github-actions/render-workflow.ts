import { Document, Scalar, YAMLMap } from 'yaml';
import { Expression, Job, Permissions, Step, Workflow } from './workflow';

/** Commands end at the first that fails, also in a pipe, and know no variable that nobody has set. */
const SHELL = 'bash --noprofile --norc -euo pipefail {0}';

/** The text of a workflow file: the same workflow is the same text. */
export function renderWorkflow({ header, name, on, permissions, concurrency, jobs }: Workflow): string {
  const document = new Document({
    name,
    on: plain(on),
    permissions: plain(permissions),
    ...concurrency && { concurrency },
    defaults: { run: { shell: SHELL } },
    jobs: Object.fromEntries(Object.entries(jobs).map(([id, job]) => [id, renderJob(job)])),
  }, { aliasDuplicateObjects: false });
  document.commentBefore = header.map(line => ` ${line}`).join('\n');
  const keys = (document.contents as unknown as YAMLMap<Scalar<string>>).items;
  keys.slice(1).forEach(({ key }) => key.spaceBefore = true);
  (document.getIn(['jobs'], true) as YAMLMap<Scalar<string>>).items.slice(1).forEach(({ key }) => key.spaceBefore = true);
  return document.toString({ lineWidth: 0 });
}

function renderJob({ steps, permissions, ...job }: Job): object {
  return plain({ ...job, permissions: renderPermissions(permissions), steps: steps.map(renderStep) });
}

/** A right that changes something says what it is for. */
const REASONS: { readonly [right: string]: string } = { 'id-token': 'to sign in to AWS without a key', 'actions': 'to start the release' };

function renderPermissions(permissions: Permissions): object {
  return Object.fromEntries(Object.entries(permissions).map(([name, right]) => [name, commented(right, REASONS[name])]));
}

function renderStep({ id, name, env, ...step }: Step): object {
  const about = { name, ...id !== undefined && { id } };
  const variables = env && { env: renderValues(env) };
  if ('run' in step) return { ...about, ...variables, run: block(step.run) };
  const uses = commented(`${step.uses.action}@${step.uses.commit}`, step.uses.version);
  return { ...about, uses, ...variables, ...step.with && { with: renderValues(step.with) } };
}

/** A text of the definition that looks like an expression stays a text. */
function renderValues(values: { readonly [name: string]: Expression | boolean | number | string }): object {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, renderValue(value)]));
}

function renderValue(value: Expression | boolean | number | string): boolean | number | string {
  if (typeof value === 'object') return `\${{ ${value.expression} }}`;
  return typeof value === 'string' ? value.replaceAll('${{', "${{ '${{' }}") : value;
}

function commented(value: string, comment: string | undefined): Scalar {
  const scalar = new Scalar(value);
  if (comment !== undefined) scalar.comment = ` ${comment}`;
  return scalar;
}

function block(lines: readonly string[]): Scalar {
  const scalar = new Scalar(`${lines.join('\n')}\n`);
  scalar.type = Scalar.BLOCK_LITERAL;
  return scalar;
}

/** Without what is not given, which YAML would write as null; an empty object is all that a trigger without options has. */
function plain<T extends object>(value: T): object {
  return Object.fromEntries(Object.entries(value).filter(([, inner]) => inner !== undefined));
}
