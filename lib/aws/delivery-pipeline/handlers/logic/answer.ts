/** Says what is wrong with a model's answer, or nothing. */
export function answerProblem(body: string, contentType: string): string | undefined {
  if (body.trim() === '') return 'the answer is empty';
  if (contentType.includes('json')) {
    try {
      JSON.parse(body);
    } catch {
      return `the answer is not JSON: ${JSON.stringify(body.slice(0, 200))}`;
    }
  }
  if (contentType.includes('csv') && body.split(/[\n,]/).some(field => /^\s*(nan|null|none)\s*$/i.test(field))) {
    return `the answer has a field that is not a value: ${JSON.stringify(body.slice(0, 200))}`;
  }
  return undefined;
}
