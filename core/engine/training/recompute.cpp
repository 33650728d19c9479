#include "core/engine/training/recompute.h"

#include <memory>
#include <utility>

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>
#include <torch/csrc/autograd/function.h>
#include <torch/csrc/autograd/functions/utils.h>
#include <torch/csrc/autograd/saved_variable.h>

namespace chexgen::engine {
namespace {

using RecomputedFunction = std::function<Tensor(const std::vector<Tensor>&)>;
using torch::autograd::variable_list;

// Stands in the graph for the whole function.
struct RecomputeNode final : torch::autograd::Node {
  RecomputedFunction function;
  std::vector<torch::autograd::SavedVariable> saved;

  variable_list apply(variable_list&& gradients) override {
    std::vector<Tensor> inputs;
    for (const auto& variable : saved) {
      const Tensor input = variable.unpack();
      inputs.push_back(input.detach().requires_grad_(input.requires_grad()));
    }
    if (gradients[0].defined()) {
      const c10::AutoGradMode on(true);
      const Tensor output = function(inputs);
      // Nothing inside learns, as in the blocks of a frozen base before the first branch: nothing to pass on.
      if (output.requires_grad()) torch::autograd::backward({output}, {gradients[0]});
    }
    variable_list result;
    for (const Tensor& input : inputs) result.push_back(input.grad());
    return result;
  }

  void release_variables() override {
    for (auto& variable : saved) variable.reset_data();
  }
};

}  // namespace

Tensor recomputed(const RecomputedFunction& function, const std::vector<Tensor>& inputs) {
  if (!c10::GradMode::is_enabled()) return function(inputs);
  Tensor output;
  {
    const c10::AutoGradMode off(false);
    output = function(inputs);
  }
  // The node is there even when no input needs a gradient: captured leaves may.
  const auto node = std::make_shared<RecomputeNode>();
  node->function = function;
  for (const Tensor& input : inputs) node->saved.emplace_back(input, false);
  node->set_next_edges(torch::autograd::collect_next_edges(inputs));
  torch::autograd::set_history(output, node);
  return output;
}

}  // namespace chexgen::engine
