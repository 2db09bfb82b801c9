use super::*;

/// Seeds that every run of the tests tries. A variable of the environment picks one instead, to look at a failure alone.
const SEEDS: u64 = 60;

#[test]
fn replicas_equal_the_model_at_every_step_and_each_other_in_the_end() {
    let seeds = match std::env::var("CYBERFLY_SIM_SEED") {
        Ok(seed) => {
            let seed = seed.parse().expect("CYBERFLY_SIM_SEED is a number");
            seed..seed + 1
        }
        Err(_) => 0..SEEDS,
    };
    for seed in seeds {
        if let Err(failure) = run(seed, Plan::default()) {
            panic!("{failure}");
        }
    }
}

#[test]
fn a_seed_replays_to_the_letter() {
    let first = run(7, Plan::default()).unwrap();
    assert_eq!(run(7, Plan::default()).unwrap(), first);
    assert_ne!(run(8, Plan::default()).unwrap(), first);
}
