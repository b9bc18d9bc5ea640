import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { builtSources, nameOf, propertiesOf } from '../../build-tools/assembly';
import { renderDocs } from '../../build-tools/render-docs';

const ROOT = join(__dirname, '../..');
const { types, schema } = builtSources();
const pages = renderDocs({ types, schema });
const ours = Object.values(types);

/** What a page says from a heading to the next of its rank. */
function section(page: string, heading: string): string {
  return pages.get(page)!.split(/^### /m).find(part => part.startsWith(`${heading}\n`)) ?? '';
}

test.each([...pages.keys()])('%s is up to date; run `npx projen docs` when it is not', page => {
  expect(readFileSync(join(ROOT, page), 'utf8')).toBe(pages.get(page));
});

test('the reference has no page of what is gone', () => {
  const there = readdirSync(join(ROOT, 'docs/reference'), { recursive: true, encoding: 'utf8' }).filter(file => file.endsWith('.md'));
  expect(there.map(file => `docs/reference/${file}`).sort()).toEqual([...pages.keys()].filter(page => page.startsWith('docs/reference/')).sort());
});

test('the index names every public type once', () => {
  const named = [...pages.get('API.md')!.matchAll(/^\| \[`([\w.]+)`\]/gm)].map(([, name]) => name!);
  expect(named.sort()).toEqual(ours.map(nameOf).sort());
});

test('every member of every type is where the index leads', () => {
  const places = new Map([...pages.get('API.md')!.matchAll(/^\| \[`([\w.]+)`\]\(([^)#]+)#/gm)].map(([, name, page]) => [name, page!]));
  const missing = ours.flatMap(type => {
    const page = places.get(nameOf(type))!;
    const said = page === 'docs/keys.md' ? pages.get(page)! : section(page, `${type.datatype ? 'struct' : type.kind} ${type.name}`);
    const members = [...type.datatype ? propertiesOf(type, types) : type.properties ?? [], ...type.methods ?? [], ...type.members ?? []];
    return members.filter(({ name }) => !new RegExp(`\`(${type.name}\\.)?${name}[?(\`]`).test(said)).map(({ name }) => `${type.name}.${name}`);
  });
  expect(missing).toEqual([]);
});

test('a page can be read: none is too long, and nothing in it is the word of a program for nothing', () => {
  expect([...pages].filter(([, text]) => text.length > 150_000).map(([page]) => page)).toEqual([]);
  expect([...pages].filter(([, text]) => /(\(|\||→|: |`) *undefined\b|\[object /.test(text)).map(([page]) => page)).toEqual([]);
});

test('a construct shows how it is made, with what, and what it gives', () => {
  expect(section('docs/reference/aws/model-endpoint.md', 'class ModelEndpoint'))
    .toContain('new ModelEndpoint(scope: Construct, id: string, props: ModelEndpointProps)');
  // A member of its own, and one of the definition: each with its type and what holds without it.
  const props = section('docs/reference/aws/model-endpoint.md', 'struct ModelEndpointProps');
  expect(props).toMatch(/^\| `vpc` \| \[`ec2\.IVpc`\]\(https:\/\/docs\.aws\.amazon\.com\/cdk\/api\/v2\/docs\/aws-cdk-lib\.aws_ec2\.IVpc\.html\) \| .+ \| .+ \|$/m);
  expect(props).toMatch(/^\| `rollout` \| \[`RolloutDefinition`\]\(\.\.\/\.\.\/keys\.md#modelsnameendpointrollout\) \| .+ \| .+ \|$/m);
  expect(section('docs/reference/aws/model-endpoint.md', 'class ModelEndpointGrants'))
    .toContain('- **`invoke(grantee)`** → [`iam.Grant`](https://docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_iam.Grant.html)\\\n  Allows');
});

test('what is public and has no guide is refused', () => {
  const [type] = ours;
  const lost = { ...type!, fqn: 'mlops-constructs.Lost', name: 'Lost', locationInModule: { filename: 'lib/lost/lost.ts' } };
  expect(() => renderDocs({ types: { ...types, [lost.fqn]: lost }, schema })).toThrow('mlops-constructs.Lost is public, so a README.md in lib/lost');
});
