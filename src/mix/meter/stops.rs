//! Drop-outs beside a Print Master, and what stops there by nature, in sound made for the purpose.

use super::super::result::MixCandidate;
use super::compared::*;
use super::*;
use crate::ticket::MixCheck;

#[test]
fn a_drop_out_of_one_channel_is_exact_where_the_print_master_goes_on() {
    let dropped = |lanes: &mut Vec<Vec<f32>>, late: usize| lanes[0][700_000 + late..700_096 + late].fill(0.0);
    let only = |result: &MixResult| {
        let [one] = of(result, MixCheck::DropOut)[..] else { panic!("{:?}", result.candidates) };
        (one.compared_with.is_some(), one.is_exact())
    };
    let mut mix = bed();
    dropped(&mut mix, 0);
    assert_eq!(only(&judged(mix.clone())), (true, true));
    // A Print Master that stops there too, were it laid some samples off.
    let mut both = block(mix.clone());
    dropped(&mut both.print_master, 20);
    assert_eq!(only(&judged_as(as_labelled(), &both)), (false, false));
    // Another sound around it: the M&E was cut there.
    mix[0].iter_mut().skip(690_000).for_each(|sample| *sample *= -1.0);
    assert_eq!(only(&judged(mix)), (false, false));
}

#[test]
fn an_lfe_that_stops_in_both_is_no_drop_out_whatever_its_last_bit_does() {
    let mut both = block(bed());
    for at in 700_000..704_000 {
        let last_bit = if at % 3 == 0 { 1.0 / 8_388_608.0 } else { 0.0 };
        [both.delivered[3][at], both.print_master[3][at]] = [last_bit; 2];
    }
    assert_eq!(of(&judged_as(as_labelled(), &both), MixCheck::DropOut), Vec::<&MixCandidate>::new());
}

#[test]
fn an_lfe_in_the_place_of_the_centre_stops_as_an_lfe() {
    let mut both = block(bed());
    for lanes in [&mut both.delivered, &mut both.print_master] {
        lanes[3][700_000..704_000].fill(0.0);
    }
    both.delivered.swap(2, 3);
    let mut swapped = as_labelled();
    swapped.of.swap(2, 3);
    assert_eq!(of(&judged_as(swapped, &both), MixCheck::DropOut), Vec::<&MixCandidate>::new());
}

#[test]
fn effects_that_are_cut_hard_in_the_print_master_too_are_no_drop_outs() {
    let mut both = block(bed());
    for at in [100_000, 300_000, 600_000, 900_000] {
        for lanes in [&mut both.delivered, &mut both.print_master] {
            lanes[2][at..at + 9_000].fill(0.0);
        }
    }
    // Somebody speaks where a fifth effect is over, in the Print Master alone.
    both.delivered[2][250_000..259_000].fill(0.0);
    let result = judged_as(as_labelled(), &both);
    assert_eq!(of(&result, MixCheck::DropOut), Vec::<&MixCandidate>::new());
    // What stops with other channels is one, and so is what another channel does alone.
    (0..6).for_each(|channel| both.delivered[channel][700_000..702_000].fill(0.0));
    both.delivered[4][800_000..802_000].fill(0.0);
    let result = judged_as(as_labelled(), &both);
    let found = of(&result, MixCheck::DropOut);
    let found: Vec<(usize, i64)> = found.iter().map(|one| (one.channels.len(), one.audio_from)).collect();
    assert_eq!(found, [(6, 700_000), (1, 800_000)]);
}
