// The schedule as a table: what stands in the list, what the worker does, what is to be done.
#include "core/jobs/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace chexgen::jobs {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

ScheduledTask waiting(const std::string& device = "auto") { return {.device = device, .mayBegin = true}; }
ScheduledTask running(const std::string& device = "auto") {
  return {.state = JobState::running, .device = device};
}
ScheduledTask held(JobState state, const std::string& device = "auto") {
  return {.state = state, .device = device, .held = true};
}

const InteractiveWorker unknown{};
const InteractiveWorker idleCpu{.busy = false, .device = "cpu"};
const InteractiveWorker busyCpu{.busy = true, .device = "cpu"};
const InteractiveWorker idleGpu{.busy = false, .device = "cuda:0 NVIDIA H200"};
const InteractiveWorker busyGpu{.busy = true, .device = "cuda:0 NVIDIA H200"};

TEST(Schedule, OneTaskADeviceInTheirOrder) {
  EXPECT_THAT(schedule({waiting(), waiting()}, idleCpu), ElementsAre(ScheduledAction{0, TaskAction::start}));
  EXPECT_THAT(schedule({running(), waiting()}, idleCpu), IsEmpty());
  ScheduledTask starting = waiting();
  starting.mayBegin = false;
  starting.starting = true;
  EXPECT_THAT(schedule({starting, waiting()}, idleCpu), IsEmpty());
  EXPECT_THAT(schedule({waiting("cpu"), waiting("cuda:1"), waiting("cuda:0")}, idleGpu),
              ElementsAre(ScheduledAction{0, TaskAction::start}, ScheduledAction{1, TaskAction::start},
                          ScheduledAction{2, TaskAction::start}));
}

TEST(Schedule, ATaskThatIsPausedKeepsItsDevice) {
  EXPECT_THAT(schedule({{.state = JobState::paused, .wanted = Wish::pause}, waiting()}, idleCpu), IsEmpty());
}

TEST(Schedule, WhoeverIsNotWishedToRunDoesNotBegin) {
  ScheduledTask paused = waiting();
  paused.wanted = Wish::pause;
  EXPECT_THAT(schedule({paused, waiting()}, idleCpu), ElementsAre(ScheduledAction{1, TaskAction::start}));
}

TEST(Schedule, ARadiographGoesFirst) {
  EXPECT_THAT(schedule({running(), waiting()}, busyCpu), ElementsAre(ScheduledAction{0, TaskAction::hold}));
  EXPECT_THAT(schedule({held(JobState::running)}, busyCpu), IsEmpty()) << "it was told already";
  EXPECT_THAT(schedule({held(JobState::paused), waiting()}, busyCpu), IsEmpty());
}

// A short generation may end while a job is still inside its step and has not seen the wish to wait.
TEST(Schedule, WhoWasHeldIsReleasedWhereverItIs) {
  for (const JobState state : {JobState::running, JobState::paused, JobState::interrupted, JobState::queued})
    EXPECT_THAT(schedule({held(state)}, idleCpu), ElementsAre(ScheduledAction{0, TaskAction::release}))
        << name(state);
}

TEST(Schedule, WhatAPersonPausedIsNotReleased) {
  ScheduledTask paused = held(JobState::paused);
  paused.wanted = Wish::pause;
  EXPECT_THAT(schedule({paused}, idleCpu), IsEmpty());
  EXPECT_THAT(schedule({{.state = JobState::paused}}, idleCpu), IsEmpty()) << "paused from elsewhere";
}

// Settings say "cuda" where the worker says "cuda:0 NAME".
TEST(Schedule, OneGpuUnderSeveralNamesIsOneDevice) {
  for (const char* setting : {"cuda", "cuda:0", "auto"}) {
    EXPECT_THAT(schedule({running(setting)}, busyGpu), ElementsAre(ScheduledAction{0, TaskAction::hold}))
        << setting;
    EXPECT_THAT(schedule({running(setting), waiting("auto"), waiting("cuda")}, idleGpu), IsEmpty())
        << setting;
    EXPECT_THAT(schedule({waiting(setting)}, busyGpu), IsEmpty()) << setting;
  }
}

TEST(Schedule, AnotherDeviceGoesOnBesideTheWorker) {
  EXPECT_THAT(schedule({running("cpu"), running("cuda:1")}, busyGpu), IsEmpty());
  EXPECT_THAT(schedule({waiting("cuda:1")}, busyGpu), ElementsAre(ScheduledAction{0, TaskAction::start}));
}

// Before the worker has told its device, "auto" may be any.
TEST(Schedule, WhatIsNotKnownMayBeTheSame) {
  EXPECT_THAT(schedule({running("auto"), waiting("cpu")}, unknown), IsEmpty());
  EXPECT_THAT(schedule({running("cpu"), waiting("auto")}, unknown), IsEmpty());
  EXPECT_THAT(schedule({running("cpu")}, {.busy = true, .device = ""}),
              ElementsAre(ScheduledAction{0, TaskAction::hold}));
  EXPECT_THAT(schedule({running("cpu"), waiting("cuda")}, unknown),
              ElementsAre(ScheduledAction{1, TaskAction::start}));
}

TEST(Schedule, NamesOfDevices) {
  EXPECT_EQ(deviceInUse("cuda", ""), "cuda:0");
  EXPECT_EQ(deviceInUse("cuda:1", "cpu"), "cuda:1");
  EXPECT_EQ(deviceInUse("auto", "cuda:3 NVIDIA H200"), "cuda:3");
  EXPECT_EQ(deviceInUse("auto", ""), "auto");
}

}  // namespace
}  // namespace chexgen::jobs
