# plots/status.gp: shares of the choices: a panel per item, in it a bar per wave.
# Input: data with the columns
#   1 panel  2 row  3 number of the choice (all from 1; choice 0: not shown)  4 from  5 to (fractions)
#   6 the text in the segment (a space: none)
#   7, 8 its middle  9, 10 left and right  11, 12 upper and lower edge, in pixels from the page's upper left
#   13 wave  14 item  15 choice
# Arguments, beside those of plots/page.gp:
#   choice_count, choice_label[], key_x[], key_y[], key_square   the key; places in pixels, here and below
#   panel_count, panel_label[], panel_x[], panel_y[]   the panels' upper left corners
#   panel_width                                        how wide they are
#   panel_title, bar_offset, bar_width, pitch          within a panel: height of its title, where bars begin, how long
#                                                      they are, from bar to bar
#   wave_count, wave_label[], bar_count[]              the texts left of the bars, and right of them by panel and row
# Output: the picture, in outputs[1]

# One blue, from dark to white: the order of the choices is that of the lightness, in grey too. Each step is 1.37 times as
# light as the one before, so that neighbours differ on grey paper as well.
array ramp[9] = [0x08306b, 0x114688, 0x1b5da1, 0x2874b5, 0x468dc4, 0x6ba7d3, 0x95c2e3, 0xd4dde6, 0xffffff]
step(c) = choice_count < 2 ? 1 : 1 + int((c - 1) * 8.0 / (choice_count - 1) + 0.5)
fill(c) = c < 1 ? 0xffffff : ramp[step((int(c) - 1) % 9 + 1)]
ink(c) = c > 0 && step((int(c) - 1) % 9 + 1) <= 4 ? 0xffffff : 0x1a1a1a

# the axes are the page in pixels, from its upper left
set lmargin at screen 0
set rmargin at screen 1
set tmargin at screen 1
set bmargin at screen 0
set xrange [0:width]
set yrange [height:0]
unset border
unset xtics
unset ytics

do for [c = 1:choice_count] {
    if (!is_text) {
        set object c rectangle from first key_x[c], first key_y[c] - key_square / 2.0 \
            to first key_x[c] + key_square, first key_y[c] + key_square / 2.0 \
            fillcolor rgb fill(c) fillstyle solid 1.0 border linecolor rgb '#7a7a7a' linewidth 0.6
    }
    set label choice_label[c] at first key_x[c] + (is_text ? 0 : key_square + 6), first key_y[c] left
}

bar_y(panel, row) = panel_y[panel] + panel_title + (row - 0.5) * pitch
do for [p = 1:panel_count] {
    set label panel_label[p] at first panel_x[p] + bar_offset, first panel_y[p] + panel_title / 2.0 left \
        textcolor rgb '#111111'
    set label 'n' at first panel_x[p] + panel_width, first panel_y[p] + panel_title / 2.0 right \
        font font_of(small_size) textcolor rgb '#444444'
    do for [r = 1:wave_count] {
        set label wave_label[r] at first panel_x[p] + bar_offset - 7, first bar_y(p, r) right \
            font font_of(small_size) textcolor rgb '#333333'
        set label bar_count[(p - 1) * wave_count + r] at first panel_x[p] + panel_width, first bar_y(p, r) right \
            font font_of(small_size) textcolor rgb '#444444'
    }
}

# gnuplot spends its time on expressions after `using`: columns as they are cost next to nothing
# characters can't fill: a line of the character of its choice
if (is_text) {
    plot for [c = 1:choice_count] data using 7:($3 == c ? $8 : NaN):($9 + 7):10:8:8 with boxxyerror \
             fillstyle empty linetype c, \
         data using 7:8:6 with labels center
} else {
    plot data using 7:8:9:10:11:12:(fill($3)) with boxxyerror fillcolor rgb variable \
             fillstyle solid 1.0 border linecolor rgb '#7a7a7a' linewidth 0.6, \
         data using 7:8:6:(ink($3)) with labels center font font_of(small_size) textcolor rgb variable
}
