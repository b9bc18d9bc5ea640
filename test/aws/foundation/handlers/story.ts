import { Disturbance, Fault, Loopback, Operation, UNDISTURBED } from './loopback';

/** An event, and what happens in the world before it is sent. */
export interface Step {
  readonly event: object;
  readonly prior?: () => void;
  /** Whether its source waits for its end before it goes on, and never comes back to it. */
  readonly inOrder?: boolean;
}

/** What a handler lives through. Each story begins anew. */
export interface Story {
  readonly operations: Record<string, Operation>;
  readonly steps: readonly Step[];
  /** How often an event comes before it lands in the queue of failures. */
  readonly attempts: number;
  /** Other orders in which the events may arrive; all permutations unless given. */
  readonly orders?: readonly (readonly Step[])[];
  /** Calls the handler once. Whether the event is done with; when it is not, or the handler throws, it comes again. */
  invoke(event: object): Promise<boolean>;
  /** What has come of it: deployments, retrainings, reports. */
  outcome(): readonly string[];
  /** Says what should have come of it and has not, if anything. */
  missing(): readonly string[];
}

/** What a campaign of stories has counted. */
export interface Count {
  stories: number;
  deliveries: number;
  calls: number;
  outcomes: number;
  doubled: number;
  lost: number;
}

/** Faults that last until the call of the handler has ended: its session stays expired, its process stays dead. */
const LASTING: ReadonlySet<Fault> = new Set<Fault>(['ended', 'expired']);

/** Tells stories of one handler under one kind of fault, and counts. */
export class Campaign {
  public readonly count: Count = { stories: 0, deliveries: 0, calls: 0, outcomes: 0, doubled: 0, lost: 0 };

  constructor(private readonly aws: Loopback, private readonly begin: () => Story) {}

  /** Every event comes so often, one after another or all at once. */
  public async duplicates(times: number): Promise<void> {
    await this.tell(async (story, step) => {
      for (let time = 0; time < times; time++) await this.deliver(story, step.event);
    });
    await this.tell(async (story, step) => {
      await Promise.all(Array.from({ length: times }, () => this.deliver(story, step.event)));
    });
  }

  /** Everything has happened already when the events arrive, in every order. */
  public async orders(): Promise<void> {
    const { steps, orders = permutations(steps) } = this.begin();
    for (let order = 0; order < orders.length; order++) {
      const story = this.open();
      const own = (story.orders ?? permutations(story.steps))[order]!;
      if (!story.orders) for (const step of story.steps) step.prior?.();
      for (const step of own) {
        if (story.orders) step.prior?.();
        await this.deliver(story, step.event);
      }
      this.close(story);
    }
  }

  /** The fault happens once in each story, at another call each time, until every call of the undisturbed story has had it. */
  public async everywhere(fault: Fault): Promise<void> {
    const calls = await this.tell((story, step) => this.deliver(story, step.event));
    for (let place = 0; place < calls; place++) {
      await this.tell((story, step) => this.deliver(story, step.event), at(place, fault));
    }
  }

  /** Between the events older ones come again, and any call fails with this probability in any way. */
  public async anything(stories: number, probability: number, random: () => number): Promise<void> {
    const kinds: Fault[] = ['answer-lost', 'ended', 'expired', 'throttled'];
    for (let told = 0; told < stories; told++) {
      const story = this.open(() => random() < probability ? kinds[Math.floor(random() * kinds.length)] : undefined);
      for (const [place, step] of story.steps.entries()) {
        step.prior?.();
        await this.deliver(story, step.event) || await this.redrive(story, step.event);
        const again = story.steps.slice(0, place + 1).filter(older => older === step || !older.inOrder);
        await this.deliver(story, again[Math.floor(random() * again.length)]!.event);
      }
      this.close(story);
    }
  }

  private async tell(live: (story: Story, step: Step) => Promise<unknown>, disturbance?: Disturbance): Promise<number> {
    const story = this.open(disturbance);
    for (const step of story.steps) {
      step.prior?.();
      await live(story, step);
    }
    return this.close(story);
  }

  private open(disturbance: Disturbance = UNDISTURBED): Story {
    const story = this.begin();
    this.aws.serve(story.operations);
    this.aws.disturbance = disturbance;
    return story;
  }

  private close(story: Story): number {
    const outcome = story.outcome();
    this.count.stories++;
    this.count.calls += this.aws.calls.length;
    this.count.outcomes += outcome.length;
    this.count.doubled += outcome.length - new Set(outcome).size;
    this.count.lost += story.missing().length;
    return this.aws.calls.length;
  }

  /** Somebody sends an event again from the queue of failures, when the trouble is over. */
  private async redrive(story: Story, event: object): Promise<void> {
    const trouble = this.aws.disturbance;
    this.aws.disturbance = UNDISTURBED;
    await this.deliver(story, event);
    this.aws.disturbance = trouble;
  }

  /** Delivers an event as its source does: again when the handler has failed, until its attempts are used up. Whether it was handled. */
  private async deliver(story: Story, event: object): Promise<boolean> {
    for (let attempt = 1; attempt <= story.attempts; attempt++) {
      this.count.deliveries++;
      const outside = this.aws.disturbance;
      let lasting: Fault | undefined;
      this.aws.disturbance = operation => {
        const fault = lasting ?? outside(operation);
        if (fault !== undefined && LASTING.has(fault)) lasting = fault;
        return fault;
      };
      const done = await story.invoke(event).catch(() => false);
      this.aws.disturbance = outside;
      if (done && lasting !== 'ended') return true;
    }
    return false;
  }
}

function at(place: number, fault: Fault): Disturbance {
  let call = 0;
  return () => call++ === place ? fault : undefined;
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length <= 1) return [[...items]];
  return items.flatMap((item, index) => permutations([...items.slice(0, index), ...items.slice(index + 1)]).map(rest => [item, ...rest]));
}
