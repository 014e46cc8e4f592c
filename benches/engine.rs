//! How many inspections a second the engine evaluates.
//!
//! `cargo bench --bench engine -- smartphone` prints inspections per second as throughput.

use std::hint::black_box;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use regrade::domain::standard::{Answers, Standard, Verdict, built_in::BUILT_IN, sample::Sampler};

/// Enough different inspections that no branch predictor learns them by heart.
const INSPECTIONS: usize = 4096;

fn evaluate(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("evaluate");
    group.throughput(Throughput::Elements(INSPECTIONS as u64));
    for (id, source) in BUILT_IN {
        let standard = Standard::load(source).expect("built-in standards are right");
        for (mix, fault_pct) in [("usual", 15), ("every_answer_random", 100)] {
            let stream = stream(&standard, fault_pct);
            let mut verdict = Verdict::default();
            group.bench_function(format!("{id}/{mix}"), |bencher| {
                bencher.iter(|| {
                    for (answers, worth_yuan) in &stream {
                        standard.evaluate(black_box(answers), *worth_yuan, &mut verdict);
                        black_box(&verdict);
                    }
                });
            });
        }
    }
    group.finish();
}

fn load(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("load");
    for (id, source) in BUILT_IN {
        group.bench_function(*id, |bencher| {
            bencher.iter(|| Standard::load(black_box(source)));
        });
    }
    group.finish();
}

fn stream(standard: &Standard, fault_pct: u64) -> Vec<(Answers, Option<i64>)> {
    let mut sampler = Sampler::new(standard, 1);
    (0..INSPECTIONS)
        .map(|_| {
            let answers = sampler.answers(fault_pct);
            let worth = sampler.chance.below(5000);
            (answers, (worth >= 500).then_some(worth.cast_signed()))
        })
        .collect()
}

criterion_group!(benches, evaluate, load);
criterion_main!(benches);
