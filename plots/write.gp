# plots/write.gp: what every picture ends with: the same drawing again in each further format.
# Arguments: formats[], outputs[] and the terminals of plots/page.gp
# Output: outputs[2] and later; outputs[1] was drawn by plots/KIND.gp
set output
do for [i = 2:|outputs|] {
    drawn = formats[i]
    eval 'set terminal '.value(drawn)
    set output outputs[i]
    replot
    set output
}
