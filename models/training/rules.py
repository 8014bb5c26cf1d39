"""The parts of Gemma 3 with their gradients: each rule emits its nodes and the way back.

Values are [positions, numbers], positions of one text as rows. Form "wasm" multiplies with
FusedMatMul, which turns matrices on the way; form "webgpu" is of operators that WebGPU has kernels
for: Transpose and MatMul. Nothing is stored for the way back that is cheap to make anew.
"""

from collections.abc import Sequence

import numpy as np

from models.graphs.layers import Layers
from models.graphs.nodes import CONTRIB, Form
from models.training.tape import Tape
from models.weights.quantise import Slot
from models.weights.shape import Shape

# The tanh form of GELU is x sigmoid(c x + d x^3).
GELU_C = np.float32(2 * np.sqrt(2 / np.pi))
GELU_D = np.float32(2 * np.sqrt(2 / np.pi) * 0.044715)


class Rules(Layers):
    """The nodes of a training graph as they gather, and the tape beside them."""

    def __init__(self, shape: Shape, slots: Sequence[Slot], form: Form, max_tokens: int) -> None:
        super().__init__(shape, slots, form, max_tokens)
        self.tape = Tape(self.g)
        self._wide_names: dict[str, str] = {}

    # --- linear maps --------------------------------------------------------------------------

    def adapted(self, name: str, a: str, b: str, x: str) -> str:
        """y = x W^T + (x A) B; W is frozen."""
        g, tape = self.g, self.tape
        weight = self.weight(name)
        narrow = g.op("MatMul", [x, a])
        y = g.op("Add", [self.times(x, weight, turn_b=True), g.op("MatMul", [narrow, b])])

        def back() -> None:
            dy = tape.gradient(y)
            d_narrow = self.times(dy, b, turn_b=True)
            tape.send(a, lambda: self.times(x, d_narrow, turn_a=True))
            tape.send(b, lambda: self.times(narrow, dy, turn_a=True))
            tape.send(x, lambda: g.op("MatMul", [dy, weight]))
            tape.send(x, lambda: self.times(d_narrow, a, turn_b=True))

        tape.record([y], [x, a, b], back)
        return y

    def times(
        self, a: str, b: str, *, turn_a: bool = False, turn_b: bool = False, alpha: float = 1.0
    ) -> str:
        """alpha a b, each turned if so wished."""
        g = self.g
        if self.form == "wasm":
            turns = {"transA": int(turn_a), "transB": int(turn_b)}
            return g.op("FusedMatMul", [a, b], domain=CONTRIB, alpha=alpha, **turns)
        if turn_a:
            a = g.op("Transpose", [a], perm=[1, 0])
        if turn_b:
            b = g.op("Transpose", [b], perm=[1, 0])
        product = g.op("MatMul", [a, b])
        if alpha == 1.0:
            return product
        return g.op("Mul", [product, g.constant(f"alpha_{alpha}", np.float32(alpha))])

    def weight(self, name: str) -> str:
        """A stored matrix [out, in] as float32: one constant for the way there and the way back."""
        if name not in self._wide_names:
            self._wide_names[name] = self._wide(name)
        return self._wide_names[name]

    def embedded(self, ids: str) -> str:
        """The table's rows of some ids, float32, not scaled."""
        return self._gather("embed", ids, grouped=False)

    # --- what has no matrix -------------------------------------------------------------------

    def normed(self, x: str, factor: str) -> str:
        """y = x r f with r = 1 / sqrt(mean(x^2) + e): dx = r (g - x r^2 mean(g x)), g = dy f.

        r is made anew on the way back: what the operator gives as its second output is r on the
        processor, but the mean on WebGPU (loss right, gradients silently wrong).
        """
        g, tape = self.g, self.tape
        y = self.norm(x, g.stored(factor))

        def mean(values: str) -> str:
            return g.op("ReduceMean", [values, g.integers(-1)], keepdims=1)

        def back() -> None:
            turned = g.op("Mul", [tape.gradient(y), factor])
            epsilon = g.constant("epsilon", np.float32(self.shape.norm_epsilon))
            square = g.op("Add", [mean(g.op("Mul", [x, x])), epsilon])
            along = g.op("Div", [mean(g.op("Mul", [turned, x])), square])
            across = g.op("Sub", [turned, g.op("Mul", [x, along])])
            tape.send(x, lambda: g.op("Div", [across, g.op("Sqrt", [square])]))

        tape.record([y], [x], back)
        return y

    def rotate(self, x: str, rotary: Sequence[str], heads: int) -> str:
        """Rotation by position, [positions, heads * head_dim]; back, by the opposite angle."""
        g, tape = self.g, self.tape
        size = heads * self.shape.head_dim
        cosine, sine = rotary

        def turned(value: str, sine: str) -> str:
            batch = g.op("Reshape", [value, g.integers(1, -1, size)])
            inputs = [batch, g.integers(0), cosine, sine]
            return g.op(
                "Reshape",
                [g.op("RotaryEmbedding", inputs, domain=CONTRIB), g.integers(-1, size)],
            )

        def back() -> None:
            tape.send(x, lambda: turned(tape.gradient(y), g.op("Neg", [sine])))

        y = turned(x, sine)
        tape.record([y], [x], back)
        return y

    def attend(self, q: str, k: str, v: str, mask: str) -> str:
        """q [positions * heads, size] over k, v [positions, size] of the one head they share.

        Back through softmax: d_scores = share (d_share - sum(d_share share)), and that sum is
        sum(dy y) (FlashAttention, Dao et al. 2022, appendix B.2).
        """
        g, tape, heads = self.g, self.tape, self.shape.heads
        scale = float(self.shape.attention_scale)
        length = g.op("Reshape", [g.op("Size", ["input_ids"]), g.integers(1)])
        by_position = g.op("Concat", [g.integers(-1, heads), length], axis=0)
        by_row = g.op("Concat", [g.integers(-1), length], axis=0)
        scores = g.op("Reshape", [self.times(q, k, turn_b=True, alpha=scale), by_position])
        share = g.op("Softmax", [g.op("Add", [scores, mask])], axis=-1)
        share = g.op("Reshape", [share, by_row])
        y = g.op("MatMul", [share, v])

        def back() -> None:
            dy = tape.gradient(y)
            mean = g.op("ReduceSum", [g.op("Mul", [dy, y]), g.integers(-1)], keepdims=1)
            moved = g.op("Sub", [self.times(dy, v, turn_b=True), mean])
            d_scores = g.op("Mul", [share, moved])
            tape.send(v, lambda: self.times(share, dy, turn_a=True))
            tape.send(q, lambda: self.times(d_scores, k, alpha=scale))
            tape.send(k, lambda: self.times(d_scores, q, turn_a=True, alpha=scale))

        tape.record([y], [q, k, v], back)
        return y

    def gated(self, gate: str, up: str) -> str:
        """y = gelu(gate) up, with gelu(x) = x p and p = sigmoid(c x + d x^3), made anew on the way
        back: gelu' = p + gelu (1 - p) (c + 3 d x^2)."""
        g, tape = self.g, self.tape
        y = g.op("Mul", [g.op("FastGelu", [gate], domain=CONTRIB), up])

        def back() -> None:
            dy = tape.gradient(y)
            c, d = g.constant("gelu_c", GELU_C), g.constant("gelu_d", GELU_D)
            cubed = g.op("Mul", [g.op("Mul", [gate, gate]), d])
            opened = g.op("Sigmoid", [g.op("Mul", [gate, g.op("Add", [cubed, c])])])
            bent = g.op("Mul", [gate, opened])
            slope = g.op("Add", [g.op("Mul", [cubed, g.constant("f_3", np.float32(3))]), c])
            rest = g.op("Mul", [g.op("Sub", [bent, g.op("Mul", [bent, opened])]), slope])
            tape.send(up, lambda: g.op("Mul", [dy, bent]))
            tape.send(
                gate, lambda: g.op("Mul", [g.op("Mul", [dy, up]), g.op("Add", [opened, rest])])
            )

        tape.record([y], [gate, up], back)
        return y

    # --- shapes -------------------------------------------------------------------------------

    def add(self, x: str, branch: str) -> str:
        """The sum of two values of one size."""
        y = self.g.op("Add", [x, branch])

        def back() -> None:
            for value in (x, branch):
                self.tape.send(value, lambda: self.tape.gradient(y))

        self.tape.record([y], [x, branch], back)
        return y

    def split(self, x: str, sizes: Sequence[int]) -> list[str]:
        """Columns of x in parts of those sizes."""
        g, tape = self.g, self.tape
        parts = g.ops("Split", [x, g.integers(*sizes)], len(sizes), axis=-1)

        def back() -> None:
            gradients = [tape.gradient(part) for part in parts]
            tape.send(x, lambda: g.op("Concat", gradients, axis=-1))

        tape.record(parts, [x], back)
        return parts

    def reshape(self, x: str, before: int, after: int) -> str:
        """Rows of `before` numbers as rows of `after`."""
        g, tape = self.g, self.tape
        y = g.op("Reshape", [x, g.integers(-1, after)])

        def turned() -> str:
            return g.op("Reshape", [tape.gradient(y), g.integers(-1, before)])

        tape.record([y], [x], lambda: tape.send(x, turned))
        return y

    def rows(self, x: str, places: str) -> str:
        """The rows of x at `places`; back, the others get zero, and one that is there twice both
        gradients: filled-up answers repeat a place."""
        g, tape = self.g, self.tape
        y = g.op("Gather", [x, places], axis=0)

        def spread() -> str:
            zeros = g.op("ConstantOfShape", [g.op("Shape", [x])])
            at = g.op("Unsqueeze", [places, g.integers(1)])
            return g.op("ScatterND", [zeros, at, tape.gradient(y)], reduction="add")

        tape.record([y], [x], lambda: tape.send(x, spread))
        return y
