"""The head of a training graph: loss and gradient of the answers' rows alone, a chunk at a time.

    loss = sum of weight (log sum exp(x E^T) - x . E[answer])
    dx = weight (softmax(x E^T) E - E[answer])

No [positions, vocabulary] is ever made, and no one-hot: a Scan takes `CHUNK` rows at a time and
finds both at once. So answers come in multiples of CHUNK: whoever has fewer fills them up with
place 0, id 0 and weight 0.
"""

from onnx import GraphProto, NodeProto, TensorProto, helper

from models.graphs.nodes import info
from models.training.rules import Rules

CHUNK = 32
_PART = "part_"


def add_loss(rules: Rules, x: str) -> None:
    """The output `loss` of the answers' states x [answers, hidden], and x's gradient."""
    g, size = rules.g, rules.shape.hidden_size
    wanted = rules.embedded("answer_ids")
    inputs = [
        g.op("Reshape", [value, g.integers(-1, CHUNK, columns)])
        for value, columns in ((x, size), (wanted, size), ("answer_weights", 1))
    ]
    body = _chunk_body(rules, rules.weight("embed"))
    losses, gradients = g.ops("Scan", inputs, 2, body=body, num_scan_inputs=len(inputs))
    g.named("ReduceSum", [losses], ["loss"], keepdims=0)

    def rows() -> str:
        return g.op("Reshape", [gradients, g.integers(-1, size)])

    rules.tape.record(["loss"], [x], lambda: rules.tape.send(x, rows))


def _chunk_body(rules: Rules, table: str) -> GraphProto:
    """Some rows, their answers' rows and weights: the sum of losses, and the gradient of the rows.

    The nodes are made as any others and moved into the body, under names of its own: one name must
    not stand in both graphs.
    """
    g, size, f32 = rules.g, rules.shape.hidden_size, TensorProto.FLOAT
    before = len(g.nodes)
    logits = rules.times(f"{_PART}x", table, turn_b=True)
    whole = g.op("ReduceLogSumExp", [logits, g.integers(-1)], keepdims=1)
    products = g.op("Mul", [f"{_PART}x", f"{_PART}wanted"])
    hit = g.op("ReduceSum", [products, g.integers(-1)], keepdims=1)
    lost = g.op("Mul", [g.op("Sub", [whole, hit]), f"{_PART}weight"])
    g.named("ReduceSum", [lost], [f"{_PART}loss"], keepdims=0)
    share = g.op("Softmax", [logits], axis=-1)
    gap = g.op("Sub", [g.op("MatMul", [share, table]), f"{_PART}wanted"])
    g.named("Mul", [gap, f"{_PART}weight"], [f"{_PART}gradient"])
    nodes = g.nodes[before:]
    del g.nodes[before:]
    _rename(nodes)
    rows = [info(f"{_PART}{name}", f32, [CHUNK, size]) for name in ("x", "wanted")]
    outputs = [info(f"{_PART}loss", f32, []), info(f"{_PART}gradient", f32, [CHUNK, size])]
    inputs = [*rows, info(f"{_PART}weight", f32, [CHUNK, 1])]
    return helper.make_graph(nodes, "head_chunk", inputs, outputs)


def _rename(nodes: list[NodeProto]) -> None:
    """Gives what these nodes make a name of its own."""
    made = {name for node in nodes for name in node.output if not name.startswith(_PART)}
    for node in nodes:
        node.name = f"{_PART}{node.name}"
        for names in (node.input, node.output):
            names[:] = [f"{_PART}{name}" if name in made else name for name in names]
