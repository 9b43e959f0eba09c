// Games a second of boardgame.io's reducer: ten seats, eight turns, three moves a seat and turn, 150 numbers, and no rule.
// Prints one number; takes the seconds to spend. The package is found through NODE_PATH.
'use strict';

const { CreateGameReducer, InitializeGame } = require('boardgame.io/internal');

const seats = 10;
const turns = 8;
const movesATurn = 3;
const places = 150;

const game = {
  name: 'numbers',
  seed: 'same',
  setup: () => ({ values: new Array(places).fill(5) }),
  turn: { minMoves: movesATurn, maxMoves: movesATurn },
  moves: {
    shift: ({ G, random }, up, down) => {
      const size = random.D6() > 3 ? 1 : 0;
      G.values[up] = Math.min(10, G.values[up] + size);
      G.values[down] = Math.max(0, G.values[down] - 1);
    },
  },
  endIf: ({ ctx }) => (ctx.turn > seats * turns ? { over: true } : undefined),
};

function playOne() {
  const reduce = CreateGameReducer({ game });
  let state = InitializeGame({ game, numPlayers: seats });
  for (let number = 0; !state.ctx.gameover; number += 1) {
    const args = [(number * 7) % places, (number * 13) % places];
    const payload = { type: 'shift', args, playerID: state.ctx.currentPlayer };
    state = reduce(state, { type: 'MAKE_MOVE', payload });
  }
}

const spend = Number(process.argv[2]) || 4;
playOne();
const began = process.cpuUsage();
let games = 0;
let spent = 0;
while (spent < spend) {
  playOne();
  games += 1;
  const used = process.cpuUsage(began);
  spent = (used.user + used.system) / 1e6;
}
process.stdout.write(String(games / spent));
