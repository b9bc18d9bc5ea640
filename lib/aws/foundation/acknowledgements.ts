/**
 * Findings of policy checks (cdk-nag) that the library leaves as they are, each with a reason. The two tables,
 * `acknowledged-findings.ts` and `acknowledged-wildcards.ts`, are the one place for them; `npx projen docs` renders
 * `docs/acknowledgements.md` from them.
 *
 *     acknowledge(role, 'inlinePolicy');                       // a whole rule, on the construct and everything below it
 *     acknowledgeWildcards(role, 'objectKeys', 'modelVersions'); // single wildcards in the policies at and below the construct
 *
 * cdk-nag counts each wildcard of a policy as a finding of its own (`AwsSolutions-IAM5[Resource::<Bucket.Arn>/*]`), and a
 * policy is not complete before synthesis. So `acknowledgeWildcards` looks at the finished policies and takes only the
 * wildcards that its kinds describe; a wildcard that one statement needs never hides the same wildcard in another.
 * Call it on roles that the library makes, once, in the constructor; the user's own roles stay the user's decision.
 * Neither function changes a template, and neither needs cdk-nag.
 */
import { CfnResource, Validations } from 'aws-cdk-lib';
import { IConstruct } from 'constructs';
import { ACKNOWLEDGEMENTS } from './acknowledged-findings';
import { WildcardAcknowledgement, WILDCARDS } from './acknowledged-wildcards';
import { Statement, statementsOf } from './policy-wildcards';

/** Acknowledges whole rules on a construct and everything below it, with the reason of the table. */
export function acknowledge(scope: IConstruct, ...names: (keyof typeof ACKNOWLEDGEMENTS)[]): void {
  Validations.of(scope).acknowledge(...names.flatMap(name => {
    const { rules, reason } = ACKNOWLEDGEMENTS[name];
    return rules.map(id => ({ id, reason }));
  }));
}

/** Acknowledges those wildcards in the policies at and below a construct that the given kinds describe. */
export function acknowledgeWildcards(scope: IConstruct, ...names: (keyof typeof WILDCARDS)[]): void {
  const kinds: WildcardAcknowledgement[] = names.map(name => WILDCARDS[name]);
  const done = new Set<string>();
  // Validation runs when every policy is complete and before the policy checks. It finds nothing invalid here.
  scope.node.addValidation({
    validate: () => {
      for (const policy of scope.node.findAll().filter(CfnResource.isCfnResource)) {
        for (const [finding, reason] of explainedWildcards(statementsOf(policy), kinds)) {
          const id = `AwsSolutions-IAM5[${finding}]`;
          if (done.has(`${policy.node.path} ${id}`)) continue;
          done.add(`${policy.node.path} ${id}`);
          Validations.of(policy).acknowledge({ id, reason });
        }
      }
      return [];
    },
  });
}

/** The wildcards of a policy that are described by the kinds, every action of every statement by one of them, with the reasons. */
function explainedWildcards(statements: Statement[], kinds: WildcardAcknowledgement[]): Map<string, string> {
  const explained = new Map<string, string>();
  const unexplained = new Set<string>();
  for (const { actions, wildcards } of statements) {
    for (const finding of wildcards) {
      const described = actions.map(action => kinds.find(kind => kind.finding.test(finding) && kind.actions.test(action))?.reason);
      if (described.includes(undefined)) unexplained.add(finding);
      else explained.set(finding, [...new Set(described)].join('. '));
    }
  }
  unexplained.forEach(finding => explained.delete(finding));
  return explained;
}
