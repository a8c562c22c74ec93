/**
 * Several streams that answer the same questions, each at its own pace: their answers are shown
 * together, so that what stands side by side belongs together. The next question goes out when
 * all have answered this one; whoever is late is not waited for, and catches up.
 */

/** So long the answers of the others wait for the last one. */
export const PATIENCE_MS = 300;

/** Not the functions themselves: a browser calls its own only as the window's. */
const CLOCK = {
  start: (/** @type {() => void} */ work, /** @type {number} */ milliseconds) => setTimeout(work, milliseconds),
  stop: (/** @type {any} */ timer) => clearTimeout(timer),
};

/** @template Answer @typedef {{column: number, answer: Answer}} Shown */

/**
 * @template Question, Answer
 * @param {object} handlers
 * @param {(column: number, question: Question, options: {restart: boolean}) => void} handlers.send
 * @param {(shown: Shown<Answer>[]) => void} handlers.show all that belongs together, in the order of the columns
 * @param {{start: (work: () => void, milliseconds: number) => unknown, stop: (timer: any) => void}} [clock]
 */
export function inStep({ send, show }, clock = CLOCK) {
  /** @type {{question: Question, columns: number} | null} */
  let newest = null;
  /** @type {{question: Question, columns: number} | null} */
  let current = null;
  /** Columns that the others wait for. @type {Set<number>} */
  let pending = new Set();
  /** @type {Map<number, Answer>} */
  let answers = new Map();
  /** @type {unknown} */
  let timer = null;

  /** @param {boolean} restart */
  function begin(restart) {
    if (!newest) return;
    const { question, columns } = newest;
    current = newest;
    pending = new Set(Array.from({ length: columns }, (_, column) => column));
    answers = new Map();
    stopTimer();
    for (let column = 0; column < columns; column += 1) send(column, question, { restart });
  }

  function stopTimer() {
    if (timer !== null) clock.stop(timer);
    timer = null;
  }

  function finish() {
    stopTimer();
    pending.clear();
    const together = [...answers].sort(([a], [b]) => a - b).map(([column, answer]) => ({ column, answer }));
    answers = new Map();
    if (together.length) show(together);
    if (newest !== current) begin(false);
  }

  /** @param {number} column */
  function settle(column) {
    pending.delete(column);
    if (pending.size === 0) finish();
    else timer ??= clock.start(finish, PATIENCE_MS);
  }

  /** @param {number} column @param {Question} question */
  const isAwaited = (column, question) => Boolean(current && current.question === question && pending.has(column));

  return {
    /**
     * @param {Question} question
     * @param {number} columns how many are asked
     * @param {{restart?: boolean}} [options] `restart`: what is under way is of no use any more
     */
    ask(question, columns, { restart = false } = {}) {
      newest = { question, columns };
      if (restart || pending.size === 0) begin(restart);
    },
    /** @param {number} column @param {Question} question @param {Answer} answer */
    answered(column, question, answer) {
      if (!isAwaited(column, question)) {
        show([{ column, answer }]);
        return;
      }
      answers.set(column, answer);
      settle(column);
    },
    /** This column will not answer, or not soon. @param {number} column @param {Question} question */
    failed(column, question) {
      if (isAwaited(column, question)) settle(column);
    },
    /** Asks one column again. @param {number} column */
    retry(column) {
      if (newest && column < newest.columns) send(column, newest.question, { restart: true });
    },
    dispose: stopTimer,
  };
}
