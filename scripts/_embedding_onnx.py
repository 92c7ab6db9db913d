"""Write the BERT encoder as an int8 ONNX graph that ONNX Runtime runs fast on any AVX2 machine.

The graph is built node by node rather than exported and rewritten, because what a stock exporter
and quantiser give is slower and far less exact (mean cosine to float 0.9966 instead of 0.9993):

- Activations are quantised per token, not per batch. A few tokens of BERT carry values twenty
  times as large as the rest and would take the resolution of everybody else; and the vector of a
  text would depend on the texts it happens to share a batch with. Here it does not.
- What enters a product is first centred: the channels that stand out do so by a constant, and a
  constant folds into the biases at no cost. `Centres` holds these constants, measured once.
- Query, key and value share one product, and residuals use `Sum`: the runtime would fuse `Add`
  into a skip layer norm that is eight times as slow as the plain one.
- Word embeddings are int8 with a scale per row, which the stock quantiser cannot do.

Weights are symmetric int8 per output channel, in 7 bits: AVX2 adds pairs of u8*s8 products into
16 bits, which would saturate with all 8.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import onnx
from _embedding_weights import EncoderWeights, Float32
from onnx import TensorProto, helper, numpy_helper

Int8 = npt.NDArray[np.int8]
Centres = Mapping[str, Float32]
"""Mean output of each layer norm (by its BERT name), per channel, over tokens of real text."""

OPSET = 20
OUTPUT = "last_hidden_state"
_CONTRIB = "com.microsoft"
_IR_VERSION = 10
_WEIGHT_LIMIT = 63
_EMBEDDING_LIMIT = 127
# GELU never goes below -0.17, so its output spends only a quarter of the codes on negatives. The
# floor on a token's peak is where -0.17 would fall below the lowest code.
_GELU_ZERO = 64
_GELU_FLOOR = 0.17 * (255 - _GELU_ZERO) / _GELU_ZERO
_SIGNED_ZERO = 128


def quantise_rows(matrix: Float32, limit: int) -> tuple[Int8, Float32]:
    """Quantise each row symmetrically to [-limit, limit]: return int8 values, float32 scales."""
    peak = np.abs(matrix).max(axis=1, keepdims=True)
    scale = np.where(peak == 0, 1.0, peak / limit).astype(np.float32)
    return np.rint(matrix / scale).astype(np.int8), scale


@dataclass
class Graph:
    """Nodes and constants, in the making."""

    nodes: list[onnx.NodeProto] = field(default_factory=list)
    constants: dict[str, onnx.TensorProto] = field(default_factory=dict)

    def const(self, name: str, values: npt.ArrayLike) -> str:
        if name not in self.constants:
            array = np.ascontiguousarray(values).reshape(np.shape(values))
            self.constants[name] = numpy_helper.from_array(array, name)
        return name

    def op(self, kind: str, inputs: list[str], name: str, **attributes: object) -> str:
        self.nodes.append(helper.make_node(kind, inputs, [name], name=name, **attributes))
        return name

    def layer_norm(self, x: str, scale: Float32, bias: Float32, epsilon: float, name: str) -> str:
        inputs = [x, self.const(f"{name}.weight", scale), self.const(f"{name}.bias", bias)]
        return self.op("LayerNormalization", inputs, name, axis=-1, epsilon=epsilon)

    def quantise(self, x: str, *, after_gelu: bool) -> tuple[str, str, str, str]:
        """Quantise to u8 by token; return the names of values, peaks, unit scale, zero point."""
        axis = self.const("last_axis", np.array([-1], np.int64))
        if after_gelu:
            peak = self.op("ReduceMax", [x, axis], f"{x}.top", keepdims=1)
            floor = self.const("gelu.floor", np.array([_GELU_FLOOR], np.float32))
            peak = self.op("Max", [peak, floor], f"{x}.peak")
            label, zero = "gelu", _GELU_ZERO
        else:
            size = self.op("Abs", [x], f"{x}.size")
            peak = self.op("ReduceMax", [size, axis], f"{x}.peak", keepdims=1)
            label, zero = "signed", _SIGNED_ZERO
        scale = self.const(f"{label}.scale", np.array(1 / (255 - zero), np.float32))
        offset = self.const(f"{label}.zero", np.array(zero, np.uint8))
        unit = self.op("Div", [x, peak], f"{x}.unit")
        return self.op("QuantizeLinear", [unit, scale, offset], f"{x}.u8"), peak, scale, offset

    def product(self, x: str, weight: Float32, name: str, *, after_gelu: bool = False) -> str:
        """Append `x @ weight.T` in int8; weight is [out, in] as BERT stores it."""
        values, weight_scale = quantise_rows(weight, _WEIGHT_LIMIT)
        x8, peak, scale, zero = self.quantise(x, after_gelu=after_gelu)
        w = self.const(f"{name}.weight", values.T)
        w_scale = self.const(f"{name}.weight_scale", weight_scale[:, 0])
        inputs = [x8, w, scale, w_scale, zero]
        out = self.op("MatMulIntegerToFloat", inputs, f"{name}.product", domain=_CONTRIB)
        return self.op("Mul", [out, peak], f"{name}.scaled")


class EncoderGraph:
    """Appends the encoder to a graph, part by part."""

    def __init__(self, weights: EncoderWeights, centres: Centres) -> None:
        self._tensors = weights.tensors
        self._shape = weights.shape
        self._centres = centres
        self.graph = Graph()

    def build(self) -> None:
        mask = self.graph.op("Cast", ["attention_mask"], "mask", to=TensorProto.INT32)
        x, centre = self._embeddings()
        for index in range(self._shape.layers):
            x, centre = self._attention(index, x, centre, mask)
            x, centre = self._feed_forward(index, x, centre)

    def _embeddings(self) -> tuple[str, Float32]:
        graph, words = self.graph, self._tensors["embeddings.word_embeddings.weight"]
        values, scale = quantise_rows(words, _EMBEDDING_LIMIT)
        rows = graph.op("Gather", [graph.const("word.weight", values), "input_ids"], "word.rows")
        rows = graph.op("Cast", [rows], "word.float", to=TensorProto.FLOAT)
        scales = graph.const("word.weight_scale", scale)
        row_scale = graph.op("Gather", [scales, "input_ids"], "word.row_scale")
        total = graph.op("Sum", [graph.op("Mul", [rows, row_scale], "word"), self._places()], "sum")
        return self._norm("embeddings.LayerNorm", total)

    def _places(self) -> str:
        # Every text is one segment, so the segment vector is a constant of the position vectors.
        places = (
            self._tensors["embeddings.position_embeddings.weight"]
            + (self._tensors["embeddings.token_type_embeddings.weight"][:1])
        )
        table = self.graph.const("position.weight", places)
        length = self.graph.op("Shape", ["input_ids"], "length", start=1, end=2)
        zero = self.graph.const("zero", np.zeros(1, np.int64))
        return self.graph.op("Slice", [table, zero, length, zero], "position")

    def _attention(self, index: int, x: str, centre: Float32, mask: str) -> tuple[str, Float32]:
        graph, prefix = self.graph, f"encoder.layer.{index}.attention"
        parts = [self._linear(f"{prefix}.self.{part}") for part in ("query", "key", "value")]
        weight = np.concatenate([part[0] for part in parts])
        bias = np.concatenate([part[1] for part in parts]) + weight @ centre
        packed = graph.product(x, weight, f"layer{index}.qkv")
        names = [f"layer{index}.{part}" for part in ("query", "key", "value")]
        split = helper.make_node("Split", [packed], names, axis=-1, num_outputs=len(names))
        graph.nodes.append(split)
        inputs = [*names, graph.const(f"layer{index}.qkv.bias", bias), mask]
        heads = self._shape.heads
        context = graph.op(
            "MultiHeadAttention", inputs, f"layer{index}.context", domain=_CONTRIB, num_heads=heads
        )
        weight, bias = self._linear(f"{prefix}.output.dense")
        out = graph.product(context, weight, f"layer{index}.attention_out")
        return self._residual(x, out, bias + centre, f"{prefix}.output.LayerNorm")

    def _feed_forward(self, index: int, x: str, centre: Float32) -> tuple[str, Float32]:
        graph, prefix = self.graph, f"encoder.layer.{index}"
        weight, bias = self._linear(f"{prefix}.intermediate.dense")
        up = graph.product(x, weight, f"layer{index}.up")
        up_bias = graph.const(f"layer{index}.up.bias", bias + weight @ centre)
        inner = graph.op("Gelu", [graph.op("Add", [up, up_bias], f"{up}.biased")], f"{up}.gelu")
        weight, bias = self._linear(f"{prefix}.output.dense")
        out = graph.product(inner, weight, f"layer{index}.down", after_gelu=True)
        return self._residual(x, out, bias + centre, f"{prefix}.output.LayerNorm")

    def _residual(self, x: str, out: str, bias: Float32, key: str) -> tuple[str, Float32]:
        total = self.graph.op("Sum", [out, self.graph.const(f"{out}.bias", bias), x], f"{out}.sum")
        return self._norm(key, total)

    def _norm(self, key: str, x: str) -> tuple[str, Float32]:
        """Append a layer norm whose output is shifted by its centre; return the centre too."""
        last = key == f"encoder.layer.{self._shape.layers - 1}.output.LayerNorm"
        scale, bias = self._linear(key)
        centre = np.zeros_like(bias) if last else self._centres[key]
        name = OUTPUT if last else key
        out = self.graph.layer_norm(x, scale, bias - centre, self._shape.epsilon, name)
        return out, centre

    def _linear(self, key: str) -> tuple[Float32, Float32]:
        return self._tensors[f"{key}.weight"], self._tensors[f"{key}.bias"]


def build_onnx(weights: EncoderWeights, centres: Centres) -> onnx.ModelProto:
    """Return the model: (input_ids, attention_mask) int64 [batch, tokens] -> last_hidden_state.

    The output is float32 [batch, tokens, hidden]. Every weight matrix is int8; biases, norms,
    position embeddings and scales stay float32. Raises `KeyError` if a centre is missing.
    """
    encoder = EncoderGraph(weights, centres)
    encoder.build()
    return finish(encoder.graph, OUTPUT, ["batch", "tokens", weights.shape.hidden])


def finish(graph: Graph, output: str, sizes: list[str | int]) -> onnx.ModelProto:
    """The checked model of a graph with one float32 output of the given sizes."""
    inputs = [
        helper.make_tensor_value_info(name, TensorProto.INT64, ["batch", "tokens"])
        for name in ("input_ids", "attention_mask")
    ]
    result = helper.make_tensor_value_info(output, TensorProto.FLOAT, sizes)
    constants = list(graph.constants.values())
    body = helper.make_graph(graph.nodes, "encoder", inputs, [result], constants)
    model = helper.make_model(
        body,
        producer_name="selaras",
        opset_imports=[helper.make_opsetid("", OPSET), helper.make_opsetid(_CONTRIB, 1)],
        ir_version=_IR_VERSION,
    )
    onnx.checker.check_model(model)
    return model
