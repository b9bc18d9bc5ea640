import { DefaultTokenResolver, StringConcat, Tokenization, TokenizedStringFragments } from 'aws-cdk-lib';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import { Construct } from 'constructs';

/**
 * A dashboard whose text is written once. `cloudwatch.Dashboard` draws every widget anew whenever it is looked at: for references,
 * for the template, for the tree. When somebody adds to the page, that is what it does again.
 */
export class WrittenDashboard extends cloudwatch.Dashboard {
  private readonly drawnAnew?: string;

  constructor(scope: Construct, id: string, rows: cloudwatch.IWidget[][]) {
    super(scope, id, { widgets: rows });
    this.drawnAnew = this.page.dashboardBody;
    this.page.dashboardBody = write(this, rows);
  }

  public override addWidgets(...widgets: cloudwatch.IWidget[]): void {
    super.addWidgets(...widgets);
    this.drawAnew();
  }

  public override addVariable(variable: cloudwatch.IVariable): void {
    super.addVariable(variable);
    this.drawAnew();
  }

  private drawAnew(): void {
    // The constructor of the CDK adds its first widgets itself.
    if (this.drawnAnew !== undefined) this.page.dashboardBody = this.drawnAnew;
  }

  private get page(): cloudwatch.CfnDashboard {
    return this.node.defaultChild as cloudwatch.CfnDashboard;
  }
}

function write(scope: Construct, rows: cloudwatch.IWidget[][]): string {
  const page = new cloudwatch.Column(...rows.map(row => new cloudwatch.Row(...row)));
  page.position(0, 0);
  return JSON.stringify({ widgets: Tokenization.resolve(page.toJson(), { scope, resolver: new KeepsText(), preparing: false }) as object });
}

/** Leaves text as it is, with the references in it. */
class KeepsText extends DefaultTokenResolver {
  constructor() {
    super(new StringConcat());
  }

  public override resolveString(text: TokenizedStringFragments): string {
    return text.join(new StringConcat()) as string;
  }
}
